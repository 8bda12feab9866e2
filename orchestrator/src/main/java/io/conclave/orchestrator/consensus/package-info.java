/**
 * What a federation of forecasters thinks, and how far each of them is believed: the strong Aggregating Algorithm on
 * Brier loss (Vovk &amp; Zhdanov 2009) with sleeping experts, temperatures, a fixed share and a cap on outside sources.
 * Pure: no clock, no I/O, no randomness, and the same bits on every machine. The door is {@link Federation}.
 */
@NullMarked
package io.conclave.orchestrator.consensus;

import org.jspecify.annotations.NullMarked;
