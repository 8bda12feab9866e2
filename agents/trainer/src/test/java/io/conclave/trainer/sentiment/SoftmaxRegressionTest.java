package io.conclave.trainer.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
    @Test
    void threeCloudsAreToldApart() {
        var random = new Random(1);
        float[][] rows = new float[300][];
        int[] labels = new int[300];
        for (int i = 0; i < rows.length; i++) {
            labels[i] = i % 3;
            rows[i] = cloud(random, labels[i]);
        }

        var model = SoftmaxRegression.fit(rows, labels, 1e-4);

        var score = new Score();
        for (int i = 0; i < 300; i++) {
            score.add(i % 3, model.predict(cloud(random, i % 3)));
        }
        assertThat(score.accuracy()).isGreaterThan(0.95);
    }

    /** With one constant feature of zero only the bias is left: its best value is known in closed form. */
    @Test
    void withoutFeaturesItLearnsTheFrequencies() {
        float[][] rows = new float[10][1];
        int[] labels = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2};

        var model = SoftmaxRegression.fit(rows, labels, 1e-4);

        assertThat(model.bias(0) - model.bias(1)).isCloseTo(Math.log(5.0 / 3), within(1e-4));
        assertThat(model.bias(0) - model.bias(2)).isCloseTo(Math.log(5.0 / 2), within(1e-4));
    }

    @Test
    void aGreaterPenaltyMakesSmallerWeights() {
        float[][] rows = {{1}, {-1}};
        int[] labels = {0, 1};

        double loose = SoftmaxRegression.fit(rows, labels, 1e-3).weight(0, 0);
        double tight = SoftmaxRegression.fit(rows, labels, 1e-1).weight(0, 0);

        assertThat(loose).isGreaterThan(2 * tight).isPositive();
    }

    @Test
    void theSameRowsGiveTheSameWeights() {
        float[][] rows = {{1, 2}, {-1, 0.5f}, {0, -1}, {2, 2}};
        int[] labels = {0, 1, 2, 0};

        assertThat(SoftmaxRegression.fit(rows, labels, 1e-2).weight(1, 1))
                .isEqualTo(SoftmaxRegression.fit(rows, labels, 1e-2).weight(1, 1));
    }

    private static float[] cloud(Random random, int label) {
        double angle = label * 2 * Math.PI / 3;
        return new float[] {
            (float) (3 * Math.cos(angle) + random.nextGaussian()), (float) (3 * Math.sin(angle) + random.nextGaussian())
        };
    }
}
