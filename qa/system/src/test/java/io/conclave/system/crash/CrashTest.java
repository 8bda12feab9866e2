package io.conclave.system.crash;

import io.conclave.testkit.PostgresOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * No crash of any part loses, doubles or invents a vote, an order or a fill, and none changes a decision: after each run
 * every auditor has looked at all of it, and has found the hash of the run to which nothing was done.
 */
@Execution(ExecutionMode.CONCURRENT)
class CrashTest {
    /** A week goes by in about a minute, as long as the node stays up. */
    private static final String SPEED = "10000";

    private static final Path COUNTS = Path.of("target", "crashes");

    /** All that need no small disk. */
    private static final List<Fault> SERVER_FAULTS = List.of(
            ServerFault.POSTGRES_CRASHES,
            ServerFault.REDIS_IS_KILLED,
            ServerFault.REDIS_LOSES_A_SECOND,
            ServerFault.REDIS_IS_FLUSHED,
            ServerFault.A_CHILD_HANGS,
            ServerFault.THE_FEED_DIES);

    private final Toll toll = new Toll();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @AfterEach
    void tell() {
        System.out.println("crashes: " + toll);
    }

    @Test
    void aNodeKilledTwentyTimesAtRandomWhileServersCrashAndForgetAndChildrenHangAndTheFeedDies() {
        var faults = new ArrayList<>(kills(20, 1));
        faults.addAll(SERVER_FAULTS);
        Collections.shuffle(faults, new Random(1));
        ordeal("kills", faults);
    }

    @Test
    void aNodeThatDiesAtEveryStepTwice() {
        ordeal("steps", steps(2, 2));
    }

    @Test
    void aDiskThatIsFullAndHasRoomAgain() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "only root may give a server a small disk");
        try (var small = Servers.with(PostgresOptions.plain()
                .durably()
                .onDiskOf(400)
                .with("max_wal_size", "64MB")
                .with("min_wal_size", "32MB"))) {
            new Ordeal(small, folder, SPEED, toll).of(List.of(ServerFault.THE_DISK_IS_FULL));
        }
    }

    @Test
    @Tag("long")
    void aThousandRandomKillsAndEveryStepTwentyTimes() {
        int kills = Optional.ofNullable(System.getenv("CONCLAVE_CRASHES"))
                .map(Integer::parseInt)
                .orElse(1_000);
        int each = Math.max(1, kills / 50);
        long seed = System.nanoTime();
        System.out.println("crashes: seed " + seed);
        try {
            ordeal("steps", steps(each, seed));
            var faults = new ArrayList<>(kills(kills, seed));
            SERVER_FAULTS.forEach(fault -> faults.addAll(Collections.nCopies(each, fault)));
            Collections.shuffle(faults, new Random(seed));
            ordeal("kills", faults);
        } finally {
            toll.write(COUNTS);
        }
    }

    private void ordeal(String name, List<Fault> faults) {
        try (var servers = Servers.durable()) {
            new Ordeal(servers, folder.resolve(name), SPEED, toll).of(faults);
        }
    }

    private static List<Fault> kills(int count, long seed) {
        var dice = new Random(seed);
        return new ArrayList<>(Collections.nCopies(count, new RandomKill(dice)));
    }

    /** Every step so many times, in the order of a bar's life, each at the first, second or third occasion. */
    private static List<Fault> steps(int times, long seed) {
        var dice = new Random(seed);
        var faults = new ArrayList<Fault>();
        for (Step step : Step.all()) {
            for (int time = 0; time < times; time++) {
                faults.add(new StepKill(step, 1 + dice.nextInt(3)));
            }
        }
        return faults;
    }
}
