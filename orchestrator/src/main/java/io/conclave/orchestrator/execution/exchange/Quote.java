package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.unit.Price;
import java.util.Optional;

/**
 * The best bid and ask of an instrument.
 *
 * @param derived nobody displayed them: the last print, moved by the slippage
 */
public record Quote(Optional<Price> bid, Optional<Price> ask, boolean derived) {}
