package io.conclave.domain.vote;

import java.util.Arrays;

/**
 * A probability for each {@link Outcome}, in millionths that sum to exactly one million.
 *
 * <p>Votes are rounded to millionths before they are journalled, so that a replay reads what was decided on.
 */
public record Forecast(int downPpm, int flatPpm, int upPpm) {
    private static final int ONE = 1_000_000;

    public static final Forecast UNIFORM = new Forecast(333_333, 333_334, 333_333);

    public Forecast {
        if (downPpm < 0 || flatPpm < 0 || upPpm < 0 || downPpm + flatPpm + upPpm != ONE) {
            throw new IllegalArgumentException(
                    "Not a distribution in millionths: " + downPpm + " down, " + flatPpm + " flat, " + upPpm + " up");
        }
    }

    /**
     * Rounds to millionths by largest remainder, so that the sum stays one; ties go to the earlier outcome.
     *
     * @param probabilities down, flat, up; each finite and &gt;= 0, summing to 1 within 1e-6
     */
    public static Forecast of(double... probabilities) {
        if (probabilities.length != 3) {
            throw new IllegalArgumentException("A forecast has three probabilities, not " + probabilities.length);
        }
        double sum = probabilities[0] + probabilities[1] + probabilities[2];
        boolean sane = probabilities[0] >= 0 && probabilities[1] >= 0 && probabilities[2] >= 0;
        if (!sane || !(Math.abs(sum - 1) <= 1e-6)) {
            throw new IllegalArgumentException("Not a distribution: " + Arrays.toString(probabilities));
        }
        int[] ppm = new int[3];
        double[] remainder = new double[3];
        int left = ONE;
        for (int k = 0; k < 3; k++) {
            double exact = probabilities[k] / sum * ONE;
            ppm[k] = (int) Math.floor(exact);
            remainder[k] = exact - ppm[k];
            left -= ppm[k];
        }
        for (; left > 0; left--) {
            int most = remainder[0] >= remainder[1] ? 0 : 1;
            most = remainder[most] >= remainder[2] ? most : 2;
            ppm[most]++;
            remainder[most] = -1;
        }
        return new Forecast(ppm[0], ppm[1], ppm[2]);
    }

    /**
     * A direction held with a confidence: {@code c + (1-c)/3} on it, {@code (1-c)/3} on each other outcome.
     *
     * @param confidence in [0, 1]; 0 knows nothing, 1 is certain
     */
    public static Forecast of(Outcome direction, double confidence) {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("Confidence must lie in [0, 1], not " + confidence);
        }
        double[] p = new double[3];
        Arrays.fill(p, (1 - confidence) / 3);
        p[direction.ordinal()] += confidence;
        return of(p);
    }

    public int ppm(Outcome outcome) {
        return switch (outcome) {
            case DOWN -> downPpm;
            case FLAT -> flatPpm;
            case UP -> upPpm;
        };
    }

    /** Down, flat, up; a fresh array. */
    public double[] probabilities() {
        return new double[] {downPpm / (double) ONE, flatPpm / (double) ONE, upPpm / (double) ONE};
    }
}
