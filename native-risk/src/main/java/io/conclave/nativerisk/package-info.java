/**
 * The C++ backtest worker, as Java sees it: start one, hand it bars, get results or a typed failure.
 *
 * <p>{@link io.conclave.nativerisk.WorkerLauncher} starts children, {@link io.conclave.nativerisk.Worker} is one of them.
 * The frames they speak are generated from {@code schema/backtest-frames.xml}.
 */
@NullMarked
package io.conclave.nativerisk;

import org.jspecify.annotations.NullMarked;
