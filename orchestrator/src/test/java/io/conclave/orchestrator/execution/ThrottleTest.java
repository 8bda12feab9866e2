package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void asManyAsASecondTakesGoAtOnceAndTheNextWaits() {
        var throttle = new Throttle(2);

        assertThat(throttle.take(0)).isZero();
        assertThat(throttle.take(1)).isZero();
        assertThat(throttle.delay(2)).isEqualTo(SECOND - 2);
        assertThat(throttle.take(2)).isEqualTo(SECOND - 2);
        assertThat(throttle.take(2)).isEqualTo(SECOND - 1);
        assertThat(throttle.take(2)).isEqualTo(2 * SECOND - 2);
    }

    @Test
    void withoutARateNothingWaits() {
        var throttle = new Throttle(0);

        for (int i = 0; i < 1_000; i++) {
            assertThat(throttle.take(0)).isZero();
        }
    }

    @Test
    void noSecondHasMoreThanItsNumber() {
        var throttle = new Throttle(7);
        var dice = new Random(1);
        var sent = new ArrayList<Long>();
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now += dice.nextLong(SECOND / 4);
            sent.add(now + throttle.take(now));
        }

        for (int i = 7; i < sent.size(); i++) {
            assertThat(sent.get(i) - sent.get(i - 7)).isGreaterThanOrEqualTo(SECOND);
        }
    }
}
