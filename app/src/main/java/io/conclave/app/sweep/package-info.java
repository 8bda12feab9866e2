/** Strategies over bars on the C++ worker: sweeps of their parameters, single runs, and what to think of the best. */
@NullMarked
package io.conclave.app.sweep;

import org.jspecify.annotations.NullMarked;
