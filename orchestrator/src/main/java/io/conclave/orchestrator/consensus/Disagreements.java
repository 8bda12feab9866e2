package io.conclave.orchestrator.consensus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far apart the experts were in every quorate round so far.
 *
 * <p>Kept whole, since no exact percentile of a growing record can be had from less; a hundred thousand rounds take
 * half a megabyte.
 *
 * @param microNats ascending, each rounded to a millionth of a nat
 */
public record Disagreements(List<Integer> microNats) {
    static final Disagreements NONE = new Disagreements(List.of());

    private static final double MICRO = 1e6;

    public Disagreements {
        microNats = List.copyOf(microNats);
    }

    Disagreements plus(double nats) {
        int value = micro(nats);
        int found = Collections.binarySearch(microNats, value);
        var next = new ArrayList<Integer>(microNats.size() + 1);
        next.addAll(microNats);
        next.add(found < 0 ? -found - 1 : found, value);
        return new Disagreements(next);
    }

    /** The nearest-rank percentile of the record; empty while it is shorter than the warm-up. */
    OptionalDouble limit(ConsensusRules rules) {
        int size = microNats.size();
        if (size < rules.disagreementWarmup()) {
            return OptionalDouble.empty();
        }
        long rank = Math.ceilDiv((long) size * rules.disagreementPercentile(), 100L);
        return OptionalDouble.of(microNats.get((int) rank - 1) / MICRO);
    }

    /** Strictly above the limit, both to the millionth. */
    static boolean exceeds(double nats, OptionalDouble limit) {
        return limit.isPresent() && micro(nats) > micro(limit.getAsDouble());
    }

    private static int micro(double nats) {
        return (int) Math.rint(nats * MICRO);
    }
}
