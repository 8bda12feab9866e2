package io.conclave.agents.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Bps;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpectedShortfallTest {
    @Test
    void itIsTheLeastOverEveryThresholdOfWhatRockafellarAndUryasevMinimise() {
        var random = new Random(1);
        for (int n = 1; n <= 300; n++) {
            double[] losses = random.doubles(n, -5, 5).toArray();
            for (int tail : new int[] {1, 100, 250, 500, 3_333, 10_000}) {
                double least = Arrays.stream(losses)
                        .map(v -> v
                                + Arrays.stream(losses)
                                                .map(l -> Math.max(0, l - v))
                                                .sum()
                                        / losses.length
                                        * 10_000
                                        / tail)
                        .min()
                        .orElseThrow();
                assertThat(ExpectedShortfall.of(losses, new Bps(tail))).isCloseTo(least, within(1e-9));
            }
        }
    }

    @Test
    void aTailSmallerThanOneLossIsTheWorstLoss() {
        assertThat(ExpectedShortfall.of(new double[] {1, 3, 2}, new Bps(250))).isEqualTo(3);
    }

    @Test
    void theWholeIsTheMean() {
        assertThat(ExpectedShortfall.of(new double[] {1, 3, 2}, new Bps(10_000)))
                .isCloseTo(2, within(1e-15));
    }
}
