package io.conclave.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stream for as long as a leak takes to show: clients that come, follow, stall and go, and memory that stays. */
final class StreamSoakTest {
    private static final int TURNS = 20;
    private static final int TURN_SECONDS = 29;

    @Test
    @Tag("long")
    void tenMinutesOfComingAndGoingAndStallingLeaveTheServersMemoryFlat() throws Exception {
        var held = new ArrayList<Double>();
        try (var stream = StreamBed.ofStream()) {
            for (int turn = 0; turn < TURNS; turn++) {
                var told = stream.follow(100, 100, 1, TURN_SECONDS, 5, 5);
                held.add(stream.liveServerMib());
                assertThat(told.get("broken"))
                        .as("chains that broke in turn %s", turn)
                        .isZero();
                assertThat(told.get("closed"))
                        .as("clients that read and were closed in turn %s", turn)
                        .isZero();
                assertThat(told.get("delivered_per_s")).as("turn %s", turn).isPositive();
            }
        }

        System.out.println("stream-soak, MiB after each turn: " + held);
        // Code is still compiled in the first third.
        assertThat(median(held.subList(2 * TURNS / 3, TURNS)))
                .isLessThan(1.05 * median(held.subList(TURNS / 3, 2 * TURNS / 3)));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
