/**
 * The last word on a position before it becomes an order: it may shrink what was asked, never grow or turn it, and says
 * why. Integers only, no text, no opinion. Pure. The door is {@link RiskGate}.
 */
@NullMarked
package io.conclave.orchestrator.riskgate;

import org.jspecify.annotations.NullMarked;
