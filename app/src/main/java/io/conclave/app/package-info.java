/** Command line and wiring: the only place that sees all rooms. */
@NullMarked
package io.conclave.app;

import org.jspecify.annotations.NullMarked;
