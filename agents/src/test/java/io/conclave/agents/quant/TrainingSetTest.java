package io.conclave.agents.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingSetTest {
    private static final BarrierRule RULE = new BarrierRule(Fraction.of(1.0), 20, Fraction.of(0.003));
    private static final QuantSettings.Growth GROWTH = new QuantSettings.Growth(1, 10, 2, 32, 0.1, 1, 1, 1, 1);

    @Test
    void aRowsOutcomeIsThatOfARoundAskedAtItsClose() {
        var bars = Tapes.walk(200, 5);
        var tape = Tapes.tape(bars);

        var set = set(bars, 60, 2);

        for (int row = 0; row < 60; row++) {
            int i = 200 - 2 - 60 + row;
            long asOf = bars.get(i).closeNanos();
            var barriers = RULE.after(tape.truncatedAt(asOf).bars(Tapes.SYMBOL, asOf, Integer.MAX_VALUE));
            var outcome = barriers.label(
                    bars.get(i).close(),
                    tape.path(Tapes.SYMBOL, asOf, bars.get(i + 2).closeNanos()));
            assertThat(set.labels().get(row)).as("row %d", row).isEqualTo(outcome);
        }
        assertThat(set.labels()).contains(Outcome.values());
    }

    @Test
    void whatFollowsTheBarTrainedAtChangesNothing() {
        var bars = Tapes.walk(220, 5);
        var otherFuture = new ArrayList<>(bars.subList(0, 200));
        for (int i = 0; i < 20; i++) {
            otherFuture.add(Tapes.bar(1000 + i, 5000, 5000, 5000, 5000, 1));
        }

        byte[] asItWent = TrainingSet.of(Tapes.tape(bars), Tapes.SYMBOL, bars.subList(0, 200), 100, 3, RULE)
                .bytes(GROWTH);
        byte[] otherwise = TrainingSet.of(
                        Tapes.tape(otherFuture), Tapes.SYMBOL, otherFuture.subList(0, 200), 100, 3, RULE)
                .bytes(GROWTH);

        assertThat(otherwise).isEqualTo(asItWent);
    }

    @Test
    void rowsWithLivesOfTheirOwnWeighOne() {
        assertThat(set(Tapes.walk(150, 5), 50, 1).weights()).containsOnly(1.0);
    }

    @Test
    void rowsThatShareTheirLivesWeighLess() {
        double[] weights = set(Tapes.walk(150, 5), 50, 4).weights();

        assertThat(weights[25]).isEqualTo(0.25);
        assertThat(weights[0]).isCloseTo((1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0) / 4, within(1e-12));
        assertThat(weights[49]).isEqualTo(weights[0]);
    }

    @Test
    void thePriorCountsOneOfEachOutcomeMore() {
        var set = set(Tapes.walk(150, 5), 50, 1);
        long ups = set.labels().stream().filter(Outcome.UP::equals).count();

        assertThat(set.prior()[2]).isCloseTo((ups + 1) / 53.0, within(1e-12));
    }

    @Test
    void anyChangeOfContentOrGrowthIsAnotherSet() {
        var bars = Tapes.walk(150, 5);
        var deeper = new QuantSettings.Growth(1, 10, 3, 32, 0.1, 1, 1, 1, 1);

        assertThat(List.of(
                        TrainingSet.sha256(set(bars, 50, 1).bytes(GROWTH)),
                        TrainingSet.sha256(set(bars, 51, 1).bytes(GROWTH)),
                        TrainingSet.sha256(set(bars, 50, 2).bytes(GROWTH)),
                        TrainingSet.sha256(set(bars, 50, 1).bytes(deeper))))
                .doesNotHaveDuplicates();
    }

    private static TrainingSet set(List<Bar> bars, int rows, int horizon) {
        return TrainingSet.of(Tapes.tape(bars), Tapes.SYMBOL, bars, rows, horizon, RULE);
    }
}
