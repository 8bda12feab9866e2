package io.conclave.orchestrator.sizing;

import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.Outcome;
import io.conclave.orchestrator.consensus.Consensus;
import java.util.List;

/**
 * How much to hold: sign · min(φ f*, σ* / σ, cap of the name, room under the gross cap, CVaR budget / CVaR of a unit).
 *
 * <p>The side is the one that gains when its barrier is hit more than it loses at the other; FLAT is priced as zero
 * return. Costs κ are charged on the change of position only, so the edge of a side is q_UP·u − q_DN·d − κ when it must be
 * entered and the same without κ while it is held. A side without an edge is not held at all. φ f* treats what is held as
 * the same fraction φ of a whole Kelly stake, so that holding on is free in the fraction as it is in the whole.
 */
public final class PositionSizer {
    private PositionSizer() {}

    /** What a round decides: the position that the forecast is worth, or hands off when it may not be traded on. */
    public static Verdict verdict(Consensus consensus, Barriers barriers, SizingFacts facts, SizingRules rules) {
        return consensus
                .noTrade()
                .map(reason -> new Verdict(Stance.NO_TRADE, facts.position(), Cause.of(reason)))
                .orElseGet(() -> {
                    var sized = size(consensus.q(), barriers, facts, rules);
                    return new Verdict(sized.stance(), sized.target(), Cause.of(sized.bound()));
                });
    }

    /**
     * The position a forecast is worth.
     *
     * @param q probabilities of down, flat and up
     */
    public static Sized size(List<Double> q, Barriers barriers, SizingFacts facts, SizingRules rules) {
        double cost = rules.roundTripCost().value() / (double) Bps.ONE;
        double down = q.get(Outcome.DOWN.ordinal());
        double flat = q.get(Outcome.FLAT.ordinal());
        double up = q.get(Outcome.UP.ordinal());
        double toUp = barriers.up().toDouble();
        double toDown = barriers.down().toDouble();
        var asLong = new Kelly(up, down, flat, toUp, toDown, cost);
        var asShort = new Kelly(down, up, flat, toDown, toUp, cost);
        boolean isLong = asLong.edge() >= 0;
        var bet = isLong ? asLong : asShort;
        var held = isLong ? facts.position() : facts.position().negated();
        double edge = held.signum() > 0 ? bet.edge() : bet.edge() - cost;
        if (edge <= 0 || (!isLong && !rules.shortAllowed())) {
            return new Sized(Stance.FLAT, Fraction.ZERO, Bound.NO_EDGE, edge, 0);
        }
        double fraction = rules.kellyFraction().toDouble();
        double kelly = bet.stake(held.toDouble() / fraction);
        return least(isLong, edge, kelly, facts, rules);
    }

    private static Sized least(boolean isLong, double edge, double kelly, SizingFacts facts, SizingRules rules) {
        double cvar = isLong ? facts.cvarLong() : facts.cvarShort();
        double room = rules.grossCap().toDouble() - facts.grossElsewhere().toDouble();
        double least = Double.POSITIVE_INFINITY;
        var bound = Bound.KELLY;
        for (var candidate : Bound.values()) {
            double limit = switch (candidate) {
                case KELLY -> kelly * rules.kellyFraction().toDouble();
                case VOLATILITY -> over(rules.volatilityTarget(), facts.volatility());
                case NAME -> rules.nameCap().toDouble();
                case GROSS -> Math.max(0, room);
                case CVAR -> over(rules.cvarBudget(), cvar);
                case NO_EDGE -> Double.POSITIVE_INFINITY;
            };
            if (limit < least) {
                least = limit;
                bound = candidate;
            }
        }
        var size = Fraction.of(least);
        var stance = size.signum() == 0 ? Stance.FLAT : isLong ? Stance.LONG : Stance.SHORT;
        return new Sized(stance, isLong ? size : size.negated(), bound, edge, kelly);
    }

    private static double over(Fraction budget, double perUnit) {
        return perUnit > 0 ? budget.toDouble() / perUnit : Double.POSITIVE_INFINITY;
    }
}
