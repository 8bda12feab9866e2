package io.conclave.venues.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StalenessTest {
    private final Staleness staleness = new Staleness(Duration.ofNanos(10), 100);

    @Test
    void silenceBeyondTheLimitIsStaleAndAWordEndsIt() {
        assertThat(staleness.stale(110)).isFalse();
        assertThat(staleness.stale(111)).isTrue();

        staleness.heard(111);
        assertThat(staleness.stale(121)).isFalse();
    }

    @Test
    void aClockThatStepsBackMakesNothingStale() {
        staleness.heard(50);

        assertThat(staleness.stale(20)).isFalse();
        assertThat(staleness.stale(105)).isFalse();
    }
}
