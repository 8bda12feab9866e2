package io.conclave.nativerisk.portfolio;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one portfolio may lose. Currency unless said otherwise, losses positive.
 *
 * @param historical by the scenarios as they were
 * @param filtered by the scenarios scaled to today's volatility; empty if a scenario's deviation is 0
 * @param student by a Student's t of the scenarios' mean and deviation; {@code normal} likewise
 * @param cornishFisher empty if skew and kurtosis leave the expansion's domain
 * @param monteCarlo empty if no paths were wanted
 * @param mean of the scenarios' profit; {@code deviation} of a sample of them
 * @param skew of it, no unit; {@code kurtosis} likewise, not excess
 * @param breaches which limits are exceeded
 */
public record PortfolioRisk(
        TailLoss historical,
        Optional<TailLoss> filtered,
        TailLoss normal,
        TailLoss student,
        Optional<TailLoss> cornishFisher,
        Optional<Simulated> monteCarlo,
        double mean,
        double deviation,
        double skew,
        double kurtosis,
        Exposure exposure,
        Set<Breach> breaches) {
    /** As it lies in C. */
    public static final int BYTES = 184;

    private static final int FILTERED = 1;
    private static final int CORNISH_FISHER = 2;
    private static final int MONTE_CARLO = 4;

    public PortfolioRisk {
        breaches = Set.copyOf(breaches);
    }

    /**
     * @param varStandardError how far its value at risk may be off for want of paths
     * @param shrinkage of its covariance towards constant correlation: 0 to 1
     */
    public record Simulated(TailLoss loss, double varStandardError, double shrinkage) {}

    /**
     * How much is held.
     *
     * @param gross sum of |position|
     * @param net sum of positions, + is long
     * @param name largest |position|
     * @param concentration name over gross, a share; 0 when nothing is held
     */
    public record Exposure(double gross, double net, double name, double concentration) {}

    /** A limit that is exceeded; a bit each, in the order of the C header. */
    public enum Breach {
        GROSS,
        NET,
        NAME,
        CONCENTRATION,
        CVAR,
        /** A limit is negative or no number: nothing is allowed. */
        UNKNOWN
    }

    /** Reads {@link #BYTES} bytes at the buffer's position. */
    public static PortfolioRisk from(ByteBuffer buffer) {
        var historical = tailLoss(buffer);
        var filtered = tailLoss(buffer);
        var normal = tailLoss(buffer);
        var student = tailLoss(buffer);
        var cornishFisher = tailLoss(buffer);
        var simulated = new Simulated(tailLoss(buffer), buffer.getDouble(), buffer.getDouble());
        double mean = buffer.getDouble();
        double deviation = buffer.getDouble();
        double skew = buffer.getDouble();
        double kurtosis = buffer.getDouble();
        var exposure = new Exposure(buffer.getDouble(), buffer.getDouble(), buffer.getDouble(), buffer.getDouble());
        var breaches = breaches(buffer.getInt());
        int figures = buffer.getInt();
        return new PortfolioRisk(
                historical,
                Optional.of(filtered).filter(_ -> (figures & FILTERED) != 0),
                normal,
                student,
                Optional.of(cornishFisher).filter(_ -> (figures & CORNISH_FISHER) != 0),
                Optional.of(simulated).filter(_ -> (figures & MONTE_CARLO) != 0),
                mean,
                deviation,
                skew,
                kurtosis,
                exposure,
                breaches);
    }

    static TailLoss tailLoss(ByteBuffer buffer) {
        return new TailLoss(buffer.getDouble(), buffer.getDouble());
    }

    private static Set<Breach> breaches(int bits) {
        var breaches = EnumSet.noneOf(Breach.class);
        for (var breach : Breach.values()) {
            if ((bits & 1 << breach.ordinal()) != 0) {
                breaches.add(breach);
            }
        }
        return breaches;
    }
}
