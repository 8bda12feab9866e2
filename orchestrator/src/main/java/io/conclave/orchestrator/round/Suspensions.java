package io.conclave.orchestrator.round;

import java.util.List;
import java.util.Optional;

/**
 * What the node knows of its own state, asked once for each round, when it opens; the answer is journalled, so that a
 * replay needs nobody to ask. The only way in which a wall clock reaches a decision: it can prevent a trade, never make
 * one. Called from several threads; must answer at once.
 */
@FunctionalInterface
public interface Suspensions {
    /** Nothing ever suspends a round: recorded markets in virtual time, which waits instead. */
    Suspensions NONE = asOfNanos -> Optional.empty();

    /**
     * @param asOfNanos the closing the round is of, UTC epoch nanoseconds
     * @return why the round may not be traded on; empty if it may
     */
    Optional<Suspension> at(long asOfNanos);

    /** The first of them that has something to say. */
    static Suspensions firstOf(List<Suspensions> all) {
        var several = List.copyOf(all);
        return asOfNanos ->
                several.stream().flatMap(one -> one.at(asOfNanos).stream()).findFirst();
    }
}
