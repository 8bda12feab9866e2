package io.conclave.venues.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void eachPauseIsTwiceTheOneBeforeUpToABound() {
        var backoff = backoff(() -> 0);

        assertThat(LongStream.generate(backoff::nanos).limit(6))
                .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
    }

    @Test
    void chanceTakesUpToHalfOfIt() {
        var backoff = backoff(new Random(1));

        assertThat(LongStream.generate(backoff::nanos).skip(5).limit(1_000).boxed())
                .allMatch(nanos -> nanos >= 500 && nanos <= 1_000)
                .anyMatch(nanos -> nanos < 600)
                .anyMatch(nanos -> nanos > 900);
    }

    @Test
    void onceAllIsWellItBeginsAnew() {
        var backoff = backoff(() -> 0);
        LongStream.range(0, 9).forEach(_ -> backoff.nanos());
        backoff.forget();

        assertThat(backoff.nanos()).isEqualTo(100);
    }

    private static Backoff backoff(RandomGenerator dice) {
        return new Backoff(Duration.ofNanos(100), Duration.ofNanos(1_000), dice);
    }
}
