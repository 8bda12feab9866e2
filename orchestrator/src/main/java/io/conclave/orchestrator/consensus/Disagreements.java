package io.conclave.orchestrator.consensus;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far apart the experts were in every quorate round so far, counted by the thousandth of a nat.
 *
 * <p>A count a step instead of a list of rounds: the record goes into every event that carries the federation, so it must
 * not grow with the run. Divergences of three outcomes seldom reach one nat, so some hundred steps are all there are.
 *
 * @param milliNats how many rounds fell on each thousandth, rounded up
 */
public record Disagreements(SortedMap<Integer, Integer> milliNats) {
    static final Disagreements NONE = new Disagreements(new TreeMap<>());

    private static final double MILLI = 1e3;

    public Disagreements {
        milliNats = Collections.unmodifiableSortedMap(new TreeMap<>(milliNats));
    }

    Disagreements plus(double nats) {
        var next = new TreeMap<>(milliNats);
        next.merge(milli(nats), 1, Integer::sum);
        return new Disagreements(next);
    }

    /** The nearest-rank percentile of the record, to the thousandth above; empty while it is shorter than the warm-up. */
    OptionalDouble limit(ConsensusRules rules) {
        long size = milliNats.values().stream().mapToLong(Integer::longValue).sum();
        if (size < rules.disagreementWarmup()) {
            return OptionalDouble.empty();
        }
        long rank = Math.ceilDiv(size * rules.disagreementPercentile(), 100L);
        long seen = 0;
        for (var step : milliNats.entrySet()) {
            seen += step.getValue();
            if (seen >= rank) {
                return OptionalDouble.of(step.getKey() / MILLI);
            }
        }
        throw new IllegalStateException("A percentile lies beyond its own record");
    }

    /** Strictly above the limit. */
    static boolean exceeds(double nats, OptionalDouble limit) {
        return limit.isPresent() && nats > limit.getAsDouble();
    }

    private static int milli(double nats) {
        // A hair less, so that a thousandth that has no exact double stays on its own step.
        return (int) Math.ceil(nats * MILLI - 1e-9);
    }
}
