package io.conclave.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One figure, as programs and people look for it.
 *
 * @param value the median of the samples
 * @param samples in the order they were taken
 * @param peer what stands beside it, in words; absent when nothing does
 * @param peerValue of the peer, median, in the peer's own unit as {@code peer} says it
 * @param target what it is to be, such as {@code >= 0.70}; absent when it is told for what it is worth
 * @param holds whether the value keeps the target; absent with it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Result(
        String name,
        double value,
        String unit,
        List<Double> samples,
        @Nullable String peer,
        @Nullable Double peerValue,
        @Nullable String target,
        @Nullable Boolean holds) {

    Result {
        samples = List.copyOf(samples);
    }

    /** A figure without a peer or a target. */
    static Result of(String name, String unit, List<Double> samples) {
        return new Result(name, Median.of(samples), unit, samples, null, null, null, null);
    }

    Result beside(String peer, List<Double> peerSamples) {
        return new Result(name, value, unit, samples, peer, Median.of(peerSamples), target, holds);
    }

    Result toBe(Target target) {
        return new Result(name, value, unit, samples, peer, peerValue, target.toString(), target.holds(value));
    }
}
