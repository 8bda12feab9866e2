/**
 * From a forecast to a position: fractional Kelly, held down by volatility, caps and expected shortfall. Doubles, since
 * these are statistics; money begins at the risk gate. Pure. The door is {@link PositionSizer}.
 */
@NullMarked
package io.conclave.orchestrator.sizing;

import org.jspecify.annotations.NullMarked;
