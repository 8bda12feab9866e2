package io.conclave.orchestrator.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ReturnsTest {
    @Test
    void barsGiveSimpleReturnsOfTheirCloses() {
        var returns = Returns.of(List.of(bar(0, "100"), bar(1, "110"), bar(2, "99")));

        assertThat(returns.size()).isEqualTo(2);
        assertThat(returns.ewmaVolatility()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void volatilityForgetsByTheFactorOfRiskMetrics() {
        assertThat(Returns.of(.02, 0, .01).ewmaVolatility())
                .isCloseTo(Math.sqrt(.94 * .94 * .0004 + .06 * .0001), within(1e-15));
        assertThat(Returns.of().ewmaVolatility()).isZero();
    }

    @Test
    void theWorstOfAHundredIsTheValueAtRiskOfNinetyNinePercent() {
        double[] values = new double[100];
        Arrays.setAll(values, i -> (i - 50) / 1000.0);

        assertThat(Returns.of(values).valueAtRisk(9_900)).isEqualTo(.05);
        assertThat(Returns.of(values).expectedShortfall(9_900)).isCloseTo(.05, within(1e-15));
        assertThat(Returns.of(values).negated().valueAtRisk(9_900)).isEqualTo(.049);
    }

    @Test
    void theLastLossOfTheTailCountsForThePartThatIsLeft() {
        double[] values = new double[250];
        Arrays.setAll(values, i -> -i / 1000.0);

        double worstSix = .249 + .248 + .247 + .246 + .245 + .244;
        assertThat(Returns.of(values).expectedShortfall(9_750))
                .isCloseTo((worstSix + .25 * .243) / 6.25, within(1e-12));
    }

    @Property(tries = 200)
    void theShortfallIsTheLeastOfRockafellarAndUryasevsFunction(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll @IntRange(min = 5_000, max = 9_990) int level) {
        var random = new SplittableRandom(seed);
        double[] values = new double[size];
        Arrays.setAll(values, i -> random.nextGaussian());

        double least = Double.POSITIVE_INFINITY;
        for (double candidate : values) {
            double sum = 0;
            for (double value : values) {
                sum += Math.max(0, -value + candidate);
            }
            least = Math.min(least, -candidate + sum / size / ((10_000 - level) / 10_000.0));
        }

        assertThat(Returns.of(values).expectedShortfall(level)).isCloseTo(least, within(1e-9));
        assertThat(Returns.of(values).expectedShortfall(level))
                .isGreaterThanOrEqualTo(Returns.of(values).valueAtRisk(level) - 1e-12);
    }

    @Test
    void aLevelOutsideTheScaleIsRefused() {
        assertThatThrownBy(() -> Returns.of(.1).valueAtRisk(10_000)).hasMessageContaining("1..9999");
    }

    private static Bar bar(int ordinal, String close) {
        var price = Price.of(close);
        return new Bar(new Symbol("BTC-USD"), ordinal, ordinal + 1, price, price, price, price, Quantity.ZERO);
    }
}
