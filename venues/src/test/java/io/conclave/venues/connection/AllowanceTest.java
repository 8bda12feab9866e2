package io.conclave.venues.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void soManyAreTakenAtOnceAndTheNextHasToWait() {
        var two = new Allowance(2, Duration.ofSeconds(1));

        assertThat(two.take(0)).isZero();
        assertThat(two.take(0)).isZero();
        assertThat(two.take(SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(two.take(SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(two.take(SECOND / 2)).isEqualTo(3 * SECOND / 2);
    }

    @Test
    void noStretchHoldsMoreThanItsMeasure() {
        var five = new Allowance(5, Duration.ofSeconds(1));
        var dice = new Random(5);
        var taken = new ArrayList<Long>();
        long now = 0;
        for (int i = 0; i < 1_000; i++) {
            now += dice.nextLong(SECOND / 4);
            taken.add(now + five.take(now));
        }

        for (int i = 5; i < taken.size(); i++) {
            assertThat(taken.get(i) - taken.get(i - 5)).isGreaterThanOrEqualTo(SECOND);
        }
        assertThat(taken).isSorted();
    }

    @Test
    void aPauseThatTheVenueWantsIsKept() {
        var one = new Allowance(1, Duration.ofSeconds(1));
        one.pause(10 * SECOND);
        one.pause(3 * SECOND);

        assertThat(one.take(SECOND)).isEqualTo(9 * SECOND);
    }

    @Test
    void anAllowanceOfNothingIsRefused() {
        assertThatThrownBy(() -> new Allowance(0, Duration.ofSeconds(1))).hasMessageContaining("allows nothing");
    }
}
