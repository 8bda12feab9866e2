package io.conclave.orchestrator.riskgate;

import io.conclave.agents.RiskAssessment;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.function.Function;

/**
 * Rules on a position that is asked for. It can only shrink: the order never exceeds the change asked and never turns it,
 * and the position after it is never larger than the larger of what is held and what was asked.
 *
 * <p>A way out stays open: what brings a position towards zero passes every limit, and is stopped only by the kill switch,
 * by prices that cannot be trusted, by a full order rate, or because the venue would refuse so small an order. Every cut
 * carries its {@link Veto}; rounding down to whole lots is none.
 */
public final class RiskGate {
    private final Fraction asked;
    private final GateFacts facts;
    private final GateLimits limits;

    private RiskGate(Fraction asked, GateFacts facts, GateLimits limits) {
        this.asked = asked;
        this.facts = facts;
        this.limits = limits;
    }

    /**
     * What may be traded of a target.
     *
     * @param target share of equity to hold, signed
     */
    public static Ruling rule(Fraction target, GateFacts facts, GateLimits limits) {
        return new RiskGate(target, facts, limits).rule();
    }

    private Ruling rule() {
        var vetoes = new ArrayList<Veto>();
        var proposal = Proposal.to(asked, facts);
        var target = asked;
        for (var reason : VetoReason.values()) {
            var cut = proposal.cutTo(most(reason, proposal));
            if (!cut.equals(proposal)) {
                vetoes.add(new Veto(reason, target, cut.target()));
                target = cut.target();
                proposal = cut;
            }
        }
        return new Ruling(proposal.order(), target, vetoes);
    }

    /** The most that a reason lets an order be, regardless of its side. */
    private Quantity most(VetoReason reason, Proposal proposal) {
        return switch (reason) {
            case HALTED -> stopIf(facts.halted(), proposal);
            case STALE_DATA -> stopIf(facts.priceAgeNanos() > limits.maxPriceAgeNanos(), proposal);
            case PRICE_COLLAR -> stopIf(isOutsideCollar(), proposal);
            case ORDER_RATE -> stopIf(facts.ordersInWindow() >= limits.maxOrdersInWindow(), proposal);

            case SHORT_NOT_ALLOWED -> freezeIf(!facts.shortAllowed() && proposal.opensShort(), proposal);
            case DRAWDOWN -> freezeIf(isDrawnDown(), proposal);
            case RISK_UNKNOWN -> freezeIf(!isRiskKnown(), proposal);

            case POSITION_LIMIT -> limitTo(share(limits.maxPosition()), proposal);
            case GROSS_LIMIT -> limitTo(share(limits.maxGross()).minus(proposal.worthElsewhere()), proposal);
            case EXPECTED_SHORTFALL ->
                inProportion(RiskAssessment::expectedShortfall, limits.maxExpectedShortfall(), proposal);
            case BACKTEST_DRAWDOWN ->
                inProportion(RiskAssessment::worstDrawdown, limits.maxBacktestDrawdown(), proposal);
            case BUYING_POWER -> buyingPower(proposal);
            case ORDER_SIZE -> proposal.reductionAndRoomFor(limits.maxOrder(), proposal.reduction());

            case BELOW_MINIMUM ->
                stopIf(proposal.worth().compareTo(facts.instrument().minNotional()) < 0, proposal);
        };
    }

    // ---- what the three kinds leave

    private static Quantity stopIf(boolean stopped, Proposal proposal) {
        return stopped ? Quantity.ZERO : proposal.order().abs();
    }

    private static Quantity freezeIf(boolean frozen, Proposal proposal) {
        return frozen ? proposal.reduction() : proposal.order().abs();
    }

    /** Reductions, and beyond them what fits beside what is kept under the most that the position may be worth. */
    private static Quantity limitTo(Money mostWorth, Proposal proposal) {
        return proposal.reductionAndRoomFor(mostWorth, proposal.kept());
    }

    // ---- the reasons

    private boolean isOutsideCollar() {
        long reference = facts.reference().e8();
        long away = Math.absExact(Math.subtractExact(facts.lastPrice().e8(), reference));
        return away > E8.mulDiv(reference, limits.priceCollar().ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
    }

    private boolean isDrawnDown() {
        if (facts.equity().signum() <= 0) {
            return true;
        }
        long peak = Math.max(0, facts.peakEquity().e8());
        long fall = peak - facts.equity().e8();
        return fall > 0 && fall >= E8.mulDiv(peak, limits.maxDrawdown().ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
    }

    private boolean isRiskKnown() {
        return facts.risk().filter(r -> r.barsSeen() >= limits.minRiskBars()).isPresent();
    }

    private Money share(Fraction ofEquity) {
        return new Money(
                E8.mulDiv(Math.max(0, facts.equity().e8()), ofEquity.ppm(), Fraction.ONE_PPM, RoundingMode.DOWN));
    }

    /** A risk was measured at the target asked for and grows with it: up to where it meets its budget. */
    private Quantity inProportion(Function<RiskAssessment, Fraction> measure, Fraction budget, Proposal proposal) {
        return facts.risk()
                .map(measure)
                .filter(risk -> risk.compareTo(budget) > 0)
                .map(risk -> E8.mulDiv(share(asked.abs()).e8(), budget.ppm(), risk.ppm(), RoundingMode.DOWN))
                .map(worth -> limitTo(new Money(worth), proposal))
                .orElse(proposal.order().abs());
    }

    private Quantity buyingPower(Proposal proposal) {
        if (facts.shortAllowed() || proposal.order().signum() < 0) {
            return proposal.order().abs();
        }
        var keptWorth = facts.lastPrice().times(proposal.kept());
        var cash = facts.equity().minus(proposal.worthElsewhere()).minus(keptWorth);
        var spendable = new Money(
                E8.mulDiv(cash.e8(), Bps.ONE, Bps.ONE + limits.costReserve().value(), RoundingMode.DOWN));
        return proposal.reductionAndRoomFor(spendable, Quantity.ZERO);
    }
}
