package io.conclave.nativerisk.library;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of a series of forecasts of value at risk. A breach is a day with a loss beyond it.
 *
 * @param days how many were reviewed
 * @param breaches how many of them
 * @param pairs of neighbouring days
 * @param coverage Kupiec's: are there as many breaches as the level promises?
 * @param independence Christoffersen's: do they come in clusters?
 * @param conditionalCoverage both at once
 * @param basel empty at another level than 99 %, and before 250 days
 * @param shortfall Acerbi and Szekely's second statistic, no unit: 0 is expected, below 0 the shortfall was forecast too
 *     small (-0.7 is significant at about 5 %); empty when no shortfalls were given
 */
public record ForecastReview(
        long days,
        long breaches,
        BreachPairs pairs,
        LikelihoodTest coverage,
        LikelihoodTest independence,
        LikelihoodTest conditionalCoverage,
        Optional<Basel> basel,
        OptionalDouble shortfall) {
    static final int BYTES = 136;

    private static final int BASEL_FIGURE = 1;
    private static final int SHORTFALL_FIGURE = 2;

    /**
     * How many days of each kind followed each other; one less than days in all.
     *
     * @param calmCalm no breach on either
     * @param calmBreach a breach after a day without
     * @param breachCalm a day without after a breach
     * @param breachBreach on both
     */
    public record BreachPairs(long calmCalm, long calmBreach, long breachCalm, long breachBreach) {}

    /**
     * @param ratio likelihood ratio, &gt;= 0, no unit
     * @param probability of one as large when the forecast is right, 0 to 1: below 0.05 it is usually rejected
     */
    public record LikelihoodTest(double ratio, double probability) {}

    /** The traffic light of the Basel Committee (1996). */
    public enum Zone {
        /** 0 to 4 breaches */
        GREEN,
        /** 5 to 9 */
        YELLOW,
        /** 10 and more */
        RED
    }

    /**
     * @param breaches in the last 250 days
     * @param multiplier of the capital charge: 3 to 4 times the value at risk
     * @param probability of at most so many breaches when the forecast is right
     */
    public record Basel(int breaches, Zone zone, double multiplier, double probability) {}

    /** As it lies in C. */
    static ForecastReview read(ByteBuffer inC) {
        var coverage = test(inC);
        var independence = test(inC);
        var conditional = test(inC);
        double shortfall = inC.getDouble();
        double probability = inC.getDouble();
        double multiplier = inC.getDouble();
        long days = inC.getLong();
        long breaches = inC.getLong();
        var pairs = new BreachPairs(inC.getLong(), inC.getLong(), inC.getLong(), inC.getLong());
        var basel = new Basel(inC.getInt(), Zone.values()[inC.getInt()], multiplier, probability);
        int figures = inC.getInt();
        return new ForecastReview(
                days,
                breaches,
                pairs,
                coverage,
                independence,
                conditional,
                (figures & BASEL_FIGURE) == 0 ? Optional.empty() : Optional.of(basel),
                (figures & SHORTFALL_FIGURE) == 0 ? OptionalDouble.empty() : OptionalDouble.of(shortfall));
    }

    private static LikelihoodTest test(ByteBuffer inC) {
        return new LikelihoodTest(inC.getDouble(), inC.getDouble());
    }
}
