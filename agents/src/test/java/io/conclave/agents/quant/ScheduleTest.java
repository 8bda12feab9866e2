package io.conclave.agents.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final Schedule schedule = new Schedule(96, 96);

    @Test
    void theFirstModelComesWhenEnoughOutcomesAreKnown() {
        assertThat(schedule.firstTraining(1)).isEqualTo(101);
        assertThat(Schedule.knownOutcomes(101, 1)).isEqualTo(96);
        assertThat(Schedule.knownOutcomes(3, 1)).isZero();
        assertThat(schedule.trainedAt(100, 1)).isEmpty();
        assertThat(schedule.trainedAt(101, 1)).isEqualTo(OptionalInt.of(101));
    }

    @Test
    void aModelServesUntilTheNextOneIsDue() {
        assertThat(schedule.trainedAt(196, 1)).isEqualTo(OptionalInt.of(101));
        assertThat(schedule.trainedAt(197, 1)).isEqualTo(OptionalInt.of(197));
        assertThat(schedule.trainedAt(641, 1)).isEqualTo(OptionalInt.of(581));
    }

    @Test
    void aLongerHorizonWaitsLonger() {
        assertThat(schedule.firstTraining(5)).isEqualTo(105);
    }

    @Test
    void aScheduleOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, 96));
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(96, 0));
    }
}
