package io.conclave.orchestrator.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class AggregationTest {
    private static final Offset<Double> EIGHT_DIGITS = within(5e-9);
    private static final double[][] VOTES = {{.10, .20, .70}, {.25, .35, .40}, {.45, .35, .20}};

    @Test
    void threeExpertsMixToTheReferenceForecast() {
        double[] g = Aggregation.mix(logs(.5, .3, .2), VOTES);
        double[] q = Aggregation.substitute(g);

        assertThat(g).containsExactly(new double[] {0.95342925, 0.8671126, 0.37858714}, EIGHT_DIGITS);
        assertThat(q).containsExactly(new double[] {0.22314021, 0.26629853, 0.51056126}, EIGHT_DIGITS);
        assertThat(2 * q[0] + g[0]).isCloseTo(1.39970966, EIGHT_DIGITS);
        assertThat(Brier.loss(VOTES[0], 2)).isCloseTo(.14, EIGHT_DIGITS);
        assertThat(Brier.loss(VOTES[1], 2)).isCloseTo(.545, EIGHT_DIGITS);
        assertThat(Brier.loss(VOTES[2], 2)).isCloseTo(.965, EIGHT_DIGITS);
        assertThat(Brier.loss(q, 2)).isCloseTo(.36025674, EIGHT_DIGITS);
    }

    @Test
    void theSecondExpertAsleepGivesTheReferenceForecast() {
        double[] q = Aggregation.substitute(Aggregation.mix(logs(.5, .2), new double[][] {VOTES[0], VOTES[2]}));

        assertThat(q).containsExactly(new double[] {.21454375, .2265108, .55894545}, EIGHT_DIGITS);
    }

    @Test
    void twoOutcomesAgreeWithTheClosedForm() {
        double[] g = Aggregation.mix(logs(.6, .4), new double[][] {{.2, .8}, {.7, .3}});

        assertThat(Aggregation.substitute(g)[1]).isCloseTo(.5 + (g[0] - g[1]) / 4, within(1e-15));
    }

    @Test
    void anOutcomeEverybodyRulesOutGetsNothing() {
        assertThat(Aggregation.substitute(new double[] {0, 2.5, 2.5})).containsExactly(1, 0, 0);
    }

    @Property(tries = 2_000)
    void theForecastIsADistributionAndNeverLosesMoreThanTheMixture(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        int experts = 1 + random.nextInt(12);
        double[] weights = new double[experts];
        double[][] forecasts = new double[experts][];
        for (int k = 0; k < experts; k++) {
            weights[k] = -random.nextDouble() * (random.nextBoolean() ? 3 : 900);
            forecasts[k] = distribution(random);
        }

        double[] g = Aggregation.mix(weights, forecasts);
        double[] q = Aggregation.substitute(g);

        assertThat(q[0] + q[1] + q[2]).isCloseTo(1, within(1e-12));
        for (int outcome = 0; outcome < 3; outcome++) {
            assertThat(q[outcome]).isBetween(0.0, 1.0);
            assertThat(Brier.loss(q, outcome)).isLessThanOrEqualTo(g[outcome] + 1e-12);
        }
    }

    private static double[] distribution(SplittableRandom random) {
        double[] p = new double[3];
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            p[i] = random.nextInt(4) == 0 ? 0 : Math.exp(3 * random.nextGaussian());
            sum += p[i];
        }
        if (sum == 0) {
            return new double[] {0, 1, 0};
        }
        return new double[] {p[0] / sum, p[1] / sum, p[2] / sum};
    }

    private static double[] logs(double... weights) {
        double[] logs = new double[weights.length];
        for (int k = 0; k < logs.length; k++) {
            logs[k] = StrictMath.log(weights[k]);
        }
        return logs;
    }
}
