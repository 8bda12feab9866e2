package io.conclave.orchestrator.riskgate;

import io.conclave.agents.RiskAssessment;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Optional;

/**
 * What the gate goes by: the account, the market and the backtester's answer, at the moment of asking.
 *
 * @param equity what the account is worth at the last prices
 * @param peakEquity the most it ever was
 * @param position held of this instrument, signed; orders under way counted as filled
 * @param lastPrice positions and orders are valued at it
 * @param priceAgeNanos how old it is, event time
 * @param reference the price that was decided at
 * @param grossExposure Σ |position × price| of the account, this instrument included; orders under way elsewhere count
 *     when they make it more
 * @param ordersInWindow sent already, in the window of the rate limit
 * @param halted the kill switch is on
 * @param risk the backtester's answer for the very target asked about; empty if there is none
 * @param shortAllowed a margin account; otherwise a cash account, which buys with what it has
 */
public record GateFacts(
        Money equity,
        Money peakEquity,
        Quantity position,
        Price lastPrice,
        long priceAgeNanos,
        Price reference,
        Money grossExposure,
        int ordersInWindow,
        boolean halted,
        Optional<RiskAssessment> risk,
        Instrument instrument,
        boolean shortAllowed) {}
