package io.conclave.orchestrator.sizing;

/**
 * A bet that wins {@code win} or loses {@code lose} of the stake, or comes to nothing, and costs {@code cost} on every
 * unit by which the stake changes. Stakes are in equities.
 *
 * <p>Growth at stake f, from f₀ held: E ln(1 + f·R − κ|f − f₀|), concave in f with a kink at f₀. Around the kink no
 * change is worth its cost, so a stake held stays until its edge has moved by more than that (Kelly 1956; Thorp 2006).
 *
 * @param pWin probability of winning; with {@code pLose} and {@code pNothing} it sums to one
 * @param win return on the stake when won, &gt; 0
 * @param lose loss on the stake when lost, in (0, 1)
 * @param cost on every unit of change, &gt;= 0
 */
public record Kelly(double pWin, double pLose, double pNothing, double win, double lose, double cost) {
    /** Expected return of one unit held, before costs. */
    public double edge() {
        return pWin * win - pLose * lose;
    }

    /** The stake of greatest growth, &gt;= 0, when {@code held} is staked already (negative: on the other side). */
    public double stake(double held) {
        if (cost == 0 && win == lose && pWin > 0) {
            return Math.max(0, (pWin - pLose) / (win * (pWin + pLose)));
        }
        double kink = Math.max(0, held);
        if (slope(kink, held, +1) > 0) {
            double ruin = (1 + cost * held) / (lose + cost);
            return peak(kink, Math.max(kink, ruin), held, +1);
        }
        return slope(kink, held, -1) >= 0 ? kink : peak(0, kink, held, -1);
    }

    /** E ln(1 + f·R), without costs: what a round at this stake adds to the logarithm of wealth. */
    public double growth(double stake) {
        return pWin * StrictMath.log1p(stake * win) + pLose * StrictMath.log1p(-stake * lose);
    }

    /**
     * E[(1 + f·R)^−λ], without costs. At most one says: the chance of ever falling below a share α of today's wealth is
     * less than β, where λ = {@link #ruinExponent} (Busseti, Ryu &amp; Boyd 2016).
     */
    public double ruinMoment(double stake, double exponent) {
        return pWin * StrictMath.pow(1 + stake * win, -exponent)
                + pLose * StrictMath.pow(1 - stake * lose, -exponent)
                + pNothing;
    }

    /** λ = ln β / ln α, for wealth to fall below the share α with a chance below β; both in (0, 1). */
    public static double ruinExponent(double wealthShare, double chance) {
        return StrictMath.log(chance) / StrictMath.log(wealthShare);
    }

    /** Halves the bracket until doubles have nothing between its ends: the same stake on every machine. */
    private double peak(double from, double to, double held, int direction) {
        double low = from;
        double high = to;
        for (double middle = mean(low, high); middle > low && middle < high; middle = mean(low, high)) {
            if (slope(middle, held, direction) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double mean(double low, double high) {
        return low + (high - low) / 2;
    }

    /** The derivative of growth on the side of the kink where the cost rises (+1) or falls (−1) with the stake. */
    private double slope(double stake, double held, int direction) {
        double paid = cost * Math.abs(stake - held);
        double marginal = cost * direction;
        double won = 1 + stake * win - paid;
        double lost = 1 - stake * lose - paid;
        double nothing = 1 - paid;
        if (lost <= 0 || nothing <= 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return pWin * (win - marginal) / won - pLose * (lose + marginal) / lost - pNothing * marginal / nothing;
    }
}
