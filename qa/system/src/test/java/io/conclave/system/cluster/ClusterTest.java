package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.lab.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes on three hosts decide what one decides, and lose nothing and double nothing, whatever is done to them. */
class ClusterTest {
    private static final int TROUBLES = 4;
    private static final Duration TO_BEGIN = Duration.ofMinutes(2);

    /** The week in some sixty seconds. */
    private static final String SPEED = "9600";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void nothingIsLostAndNothingDoubled(long seed) {
        endure(seed);
    }

    @Test
    @Tag("long")
    void nothingIsLostAndNothingDoubledInManySchedules() {
        long first = Long.getLong("conclave.cluster.first", 3);
        int schedules = Integer.getInteger("conclave.cluster.schedules", 20);
        for (long seed = first; seed < first + schedules; seed++) {
            endure(seed);
        }
    }

    private void endure(long seed) {
        var schedule = Schedule.of(seed, SharedWeek.NODES, TROUBLES);
        System.out.println(schedule);
        try (var week = SharedWeek.in(folder.resolve("schedule-" + seed))) {
            week.begin(TO_BEGIN);
            week.startFeed(SPEED);
            week.awaitStep(3);
            try {
                schedule.play(week.hosts(), System.out);
                assertThat(week.findings()).as(schedule.toString()).isEmpty();
            } catch (AssertionError e) {
                System.out.println(week.said());
                throw e;
            }
        }
    }
}
