package io.conclave.agents.risk;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import org.junit.jupiter.api.Test;

class ConditionalFrequenciesTest {
    @Test
    void withoutAnyOutcomeNothingIsKnown() {
        assertThat(new ConditionalFrequencies(32).given(1)).isEqualTo(Forecast.of(1 / 3.0, 1 / 3.0, 1 / 3.0));
    }

    @Test
    void aPositionNeverHeldGoesByTheRest() {
        var frequencies = new ConditionalFrequencies(0);
        frequencies.count(1, Outcome.UP);

        assertThat(frequencies.given(0)).isEqualTo(Forecast.of(0.25, 0.25, 0.5));
    }

    @Test
    void whatHappenedInThisPositionIsDrawnTowardsTheRest() {
        var frequencies = new ConditionalFrequencies(6);
        for (int i = 0; i < 3; i++) {
            frequencies.count(1, Outcome.UP);
            frequencies.count(0, Outcome.DOWN);
        }

        // Overall (4, 1, 4) / 9; long: (0 + 6·4/9, 6·1/9, 3 + 6·4/9) / 9.
        assertThat(frequencies.given(1)).isEqualTo(Forecast.of(24 / 81.0, 6 / 81.0, 51 / 81.0));
    }
}
