/**
 * Backtests and sweeps that somebody asked for over the API: done one after another, each in a process of its own, so that
 * none takes the node's memory or life with it. The door is {@link Jobs}.
 */
@NullMarked
package io.conclave.app.jobs;

import org.jspecify.annotations.NullMarked;
