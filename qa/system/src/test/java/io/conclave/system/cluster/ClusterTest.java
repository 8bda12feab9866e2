package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.lab.Schedule;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes on three hosts lose nothing and double nothing, whatever is done to them: schedules of even seeds let them decide
 * the week, which must come to the hash of one node; of odd seeds, people place orders at them.
 */
class ClusterTest {
    private static final int TROUBLES = 4;

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
        var schedule = Schedule.of(seed, Trio.NODES, TROUBLES);
        System.out.println(schedule);
        var place = folder.resolve("schedule-" + seed);
        try (var trial = seed % 2 == 0 ? SharedWeek.in(place) : SharedFloor.in(place)) {
            try {
                assertThat(trial.endure(schedule)).as(schedule.toString()).isEmpty();
            } catch (AssertionError e) {
                System.out.println(trial.said());
                throw e;
            }
        }
    }
}
