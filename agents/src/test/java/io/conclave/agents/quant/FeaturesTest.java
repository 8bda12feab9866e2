package io.conclave.agents.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.market.Bar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    private static final List<Bar> WALK = Tapes.walk(260, 3);

    @Test
    void theFutureChangesNoRowOfThePast() {
        var whole = new Features(WALK);
        var tape = Tapes.tape(WALK);
        for (int i = 0; i < WALK.size(); i++) {
            var then = tape.truncatedAt(WALK.get(i).closeNanos());
            var known = then.bars(Tapes.SYMBOL, Long.MAX_VALUE, Integer.MAX_VALUE);

            assertThat(new Features(known).at(i)).as("bar %d", i).isEqualTo(whole.at(i));
        }
    }

    @Test
    void barsBeyondTheLookbackChangeNoRow() {
        var whole = new Features(WALK);
        for (int i = Features.LOOKBACK - 1; i < WALK.size(); i++) {
            var window = new Features(WALK.subList(i + 1 - Features.LOOKBACK, i + 1));

            assertThat(window.at(Features.LOOKBACK - 1)).as("bar %d", i).isEqualTo(whole.at(i));
        }
    }

    @Test
    void aRowNamesEveryNumberAndKnowsThemAllAfterTheLookback() {
        float[] row = new Features(WALK).at(Features.LOOKBACK - 1);

        assertThat(row).hasSize(Features.NAMES.size()).doesNotContain(Float.NaN);
        assertThat(Features.NAMES).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeToldYetIsNotANumber() {
        float[] row = new Features(WALK).at(Features.SHORTEST - 1);

        assertThat(row[index("return-4")]).isNotNaN();
        assertThat(row[index("return-8")]).isNaN();
        assertThat(row[index("volume-z-32")]).isNaN();
    }

    @Test
    void aFrozenMarketHasNoInfiniteNumbers() {
        var frozen = new ArrayList<Bar>();
        for (int i = 0; i < 100; i++) {
            frozen.add(Tapes.bar(i, 10, 10, 10, 10, 0));
        }

        for (float value : new Features(frozen).at(99)) {
            assertThat(Float.isInfinite(value)).isFalse();
        }
    }

    @Test
    void numbersSayWhatTheirNamesSay() {
        var rising = new ArrayList<Bar>();
        for (int i = 0; i < 100; i++) {
            double close = 100 * Math.pow(1.01, i);
            rising.add(Tapes.bar(i < 99 ? i : i + 2, close, close * 1.02, close * 0.99, close, 5));
        }
        float[] row = new Features(rising).at(99);

        assertThat(row[index("return-1")]).isCloseTo((float) Math.log(1.01), within(1e-6f));
        assertThat(row[index("return-16")]).isCloseTo((float) (16 * Math.log(1.01)), within(1e-5f));
        assertThat(row[index("range")]).isCloseTo(0.03f, within(1e-5f));
        assertThat(row[index("range-to-mean-16")]).isCloseTo(1f, within(1e-5f));
        assertThat(row[index("close-in-bar")]).isCloseTo(1 / 3f, within(1e-5f));
        assertThat(row[index("share-of-rises-16")]).isEqualTo(1f);
        assertThat(row[index("bars-since-high-32")]).isZero();
        assertThat(row[index("bars-since-low-32")]).isEqualTo(31f);
        assertThat(row[index("pause-before-bar")]).isEqualTo(2f);
        assertThat(row[index("above-mean-16")]).isPositive();
    }

    private static int index(String name) {
        return Features.NAMES.indexOf(name);
    }
}
