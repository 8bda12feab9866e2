package io.conclave.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTimesTest {
    private static final Optional<String> OVER = Optional.of("0f");

    @Test
    void roundsBeforeTheWarmClosingAndBehindTheLastDoNotCount() {
        var times = new DecisionTimes(List.of(90L, 110L, 150L, 190L, 290L, 310L), List.of(100L, 200L, 300L), OVER);

        assertThat(times.perSecond(1)).isEqualTo(4 * 1e3 / 200);
        assertThat(times.perSecond(2)).isEqualTo(1 * 1e3 / 100);
    }

    @Test
    void aRunWithoutTimeBetweenItsClosingsIsNoFigure() {
        var times = new DecisionTimes(List.of(100L), List.of(100L, 100L), OVER);

        assertThatThrownBy(() -> times.perSecond(1)).isInstanceOf(NotMeasuredException.class);
    }

    @Test
    void aTakeOverEndsWithTheLongestPauseAndNotWithAStepThatWasUnderWay() {
        var times = new DecisionTimes(List.of(), List.of(1_000L, 2_000L, 2_010L, 9_500L, 9_600L), OVER);

        assertThat(times.secondsToGoOnAfter(2_005)).isEqualTo(7.495);
    }

    @Test
    void aPauseBeforeTheLossIsNotCountedAgainstIt() {
        var times = new DecisionTimes(List.of(), List.of(1_000L, 9_000L, 9_100L, 9_400L, 9_500L), OVER);

        assertThat(times.secondsToGoOnAfter(9_050)).isEqualTo(0.35);
    }
}
