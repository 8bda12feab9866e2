package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.util.List;
import java.util.Optional;

/**
 * What may be lost, and what stands against it.
 *
 * @param haltReason absent unless halted
 * @param usage absent while the books have not been held against the venue's: nothing passes then
 * @param exposures by symbol; what is flat is left out
 * @param tail absent where it cannot be told; {@code tailUnknown} says why
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record RiskView(
        boolean halted,
        Optional<String> haltReason,
        LimitsView limits,
        Optional<Usage> usage,
        List<Exposure> exposures,
        Optional<Tail> tail,
        Optional<String> tailUnknown) {
    /**
     * How much of the limits is used, with every order that waits counted where it makes things worse.
     *
     * @param gross longs and shorts added
     * @param longest longs less shorts once every purchase has traded
     * @param shortest longs less shorts once every sale has traded
     * @param reserved cash that purchases need which wait
     * @param lostToday loss since midnight UTC
     * @param orders in the window of the rate
     */
    public record Usage(
            Money equity, Money gross, Money longest, Money shortest, Money reserved, Money lostToday, int orders) {}

    /**
     * @param value at the last price, signed
     * @param share of equity, signed; absent while there is none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Exposure(Symbol symbol, Quantity quantity, Money value, Optional<Fraction> share) {}

    /**
     * What the book, as it is, would have lost over one bar in the worst of those seen lately.
     *
     * @param level confidence
     * @param bars that it was measured on
     * @param var value at risk
     * @param cvar the mean loss beyond it
     */
    public record Tail(Fraction level, int bars, Money var, Money cvar) {}
}
