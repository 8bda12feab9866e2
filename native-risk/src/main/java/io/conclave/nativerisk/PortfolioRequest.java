package io.conclave.nativerisk;

import java.util.List;

/**
 * A portfolio whose risk is to be measured.
 *
 * @param positions market value of each name, one currency, + is long; at least one
 * @param scenarios simple returns, a column a name, at least 2 observations, oldest first
 * @param levelBps confidence, basis points, 5,000 to 9,999: 9,750 is 97.5 %
 * @param decay of the filtered figures and of {@link Covariance#EWMA}, between 0 and 1; .94 for days
 * @param degreesOfFreedom of Student's t, above 2, at most 10,000
 */
public record PortfolioRequest(
        List<Double> positions,
        ReturnTable scenarios,
        int levelBps,
        double decay,
        double degreesOfFreedom,
        MonteCarlo monteCarlo,
        Limits limits) {
    public PortfolioRequest {
        positions = List.copyOf(positions);
        if (positions.size() != scenarios.columns()) {
            throw new IllegalArgumentException(positions.size() + " positions and scenarios of " + scenarios.columns()
                    + " names: give one for one");
        }
    }

    /** Which covariance the paths are drawn from. */
    public enum Covariance {
        SAMPLE,
        /** Towards constant correlation (Ledoit and Wolf): for fewer scenarios than a few times the names. */
        SHRUNK,
        /** The newest scenarios weigh most. */
        EWMA
    }

    /**
     * @param paths 0: none; at most 4,194,304
     * @param threads at least 1; the numbers do not depend on it
     */
    public record MonteCarlo(int paths, long seed, Covariance covariance, int threads) {
        public static final MonteCarlo NONE = new MonteCarlo(0, 0, Covariance.SAMPLE, 1);
    }

    /**
     * Currency, &gt;= 0, infinity for none.
     *
     * @param name largest position, either way
     * @param concentration largest position over gross, a share
     * @param cvar conditional value at risk
     */
    public record Limits(double gross, double net, double name, double concentration, double cvar) {
        public static final Limits NONE = new Limits(
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }
}
