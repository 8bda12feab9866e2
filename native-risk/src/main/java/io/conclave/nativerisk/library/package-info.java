/**
 * The kernels inside this process, through JNA: for checks that weigh a whole book at once and must not wait for a
 * child. {@link io.conclave.nativerisk.library.RiskLibrary} is the door; the C side is {@code cpp/abi/conclave_risk.h}.
 *
 * <p>A call costs about 100 ns before it does anything, so what is asked of every single order stays in Java
 * (docs/adr/0015-two-doors.md).
 */
@NullMarked
package io.conclave.nativerisk.library;

import org.jspecify.annotations.NullMarked;
