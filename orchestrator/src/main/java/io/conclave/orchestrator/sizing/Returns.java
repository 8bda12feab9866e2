package io.conclave.orchestrator.sizing;

import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Bps;
import java.util.Arrays;
import java.util.List;

/**
 * Simple returns of past bars, close to close, oldest first, and what is usually asked of them. Losses are returns with
 * the sign turned; levels are integer basis points, since ⌈(1 − c) n⌉ in doubles is wrong (c = .99, n = 100 gives 2).
 */
public final class Returns {
    /** RiskMetrics' daily decay, taken for bars too. */
    private static final double DECAY = 0.94;

    private final double[] values;

    private Returns(double[] values) {
        this.values = values;
    }

    /** Returns as they are, oldest first. */
    public static Returns of(double... values) {
        return new Returns(values.clone());
    }

    /** One return fewer than bars. */
    public static Returns of(List<Bar> bars) {
        double[] values = new double[Math.max(0, bars.size() - 1)];
        for (int i = 0; i < values.length; i++) {
            double before = bars.get(i).close().toDouble();
            values[i] = (bars.get(i + 1).close().toDouble() - before) / before;
        }
        return new Returns(values);
    }

    public int size() {
        return values.length;
    }

    /** The same returns seen from the short side. */
    public Returns negated() {
        double[] turned = values.clone();
        Arrays.setAll(turned, i -> -turned[i]);
        return new Returns(turned);
    }

    /** σ² ← .94 σ² + .06 r², mean taken as zero, started from the first return's square; zero without any. */
    public double ewmaVolatility() {
        double variance = values.length == 0 ? 0 : values[0] * values[0];
        for (int i = 1; i < values.length; i++) {
            variance = DECAY * variance + (1 - DECAY) * values[i] * values[i];
        }
        return StrictMath.sqrt(variance);
    }

    /** Historical value at risk: the ⌈(1 − c) n⌉-th worst loss; zero without any return. */
    public double valueAtRisk(int levelBps) {
        if (values.length == 0) {
            return 0;
        }
        long rank = Math.ceilDiv((long) values.length * tail(levelBps), (long) Bps.ONE);
        return worstFirst()[(int) rank - 1];
    }

    /**
     * Historical expected shortfall after Rockafellar &amp; Uryasev (2000): min over v of v + E[(L − v)₊] / (1 − c).
     *
     * <p>The minimum is at a loss of the sample, so it comes to the mean of the worst (1 − c) n losses where the last one
     * counts for the part of it that is left: 6.25 losses of 250 at 97.5 %. Zero without any return; negative when even
     * the worst won.
     */
    public double expectedShortfall(int levelBps) {
        if (values.length == 0) {
            return 0;
        }
        double[] losses = worstFirst();
        long mass = (long) values.length * tail(levelBps);
        int whole = (int) (mass / Bps.ONE);
        double sum = 0;
        for (int i = 0; i < whole; i++) {
            sum += losses[i];
        }
        long part = mass % Bps.ONE;
        if (part > 0) {
            sum += losses[whole] * part / Bps.ONE;
        }
        return sum * Bps.ONE / mass;
    }

    private double[] worstFirst() {
        double[] losses = values.clone();
        Arrays.sort(losses);
        Arrays.setAll(losses, i -> -losses[i]);
        return losses;
    }

    private static int tail(int levelBps) {
        if (levelBps <= 0 || levelBps >= Bps.ONE) {
            throw new IllegalArgumentException("A risk level lies in 1..9999 basis points, not " + levelBps);
        }
        return Bps.ONE - levelBps;
    }
}
