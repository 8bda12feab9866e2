package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.ContainerEngine;
import io.conclave.testkit.Patience;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole stack on one processor and 768 MiB, what is left of a machine of 1 GiB, while the demo's market is played and four
 * pages look on: {@code ./conclave long micro}. An hour each, or as many minutes as {@code conclave.micro.minutes} says.
 */
@Tag("long")
@SuppressWarnings("NullAway.Init")
class MicroTest {
    private static final int MEBIBYTES = 768;
    private static final Duration BAR = Duration.ofMinutes(15);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final long MINUTES = Long.getLong("conclave.micro.minutes", 60);
    private static final double MEBIBYTE = 1 << 20;

    /** Before, heap and pools are still growing to what they need. */
    private static final long WARM_MINUTES = 20;

    /** A first-time rise of the heap counts among it; an hour's leak worth the name does not fit in. */
    private static final double FLAT_MEBIBYTES = 24;

    private ContainerEngine engine;

    @BeforeEach
    void anEngine() {
        engine = ContainerEngine.orSkip();
        if (!engine.run("info", "-f", "{{.CgroupDriver}}").equals("cgroupfs")) {
            System.out.println("SKIPPED: the container engine has its control groups managed by systemd");
            Assumptions.abort("needs an engine that manages control groups itself");
        }
        Stack.build(engine);
    }

    @Test
    void anHourOnTheSmallestMachineMissesNoRoundAndHoldsNoMoreMemoryAtItsEnd() throws IOException {
        try (var machine = SmallMachine.of(MEBIBYTES, 1.0);
                var stack = Stack.up(engine, settings(machine))) {
            var held = playThrough(stack, machine);

            tell(
                    "%d min, 1 processor: %d rounds, %d OOM kills; held %.0f MiB at the most and %.0f at the end, slope %+.1f MiB/h,"
                                    .formatted(
                                            MINUTES,
                                            stack.decisions(),
                                            machine.killed(),
                                            held.highest(),
                                            held.last(),
                                            held.slopePerHour())
                            + " peak with the file cache %.0f MiB; ready %d ms after up"
                                    .formatted(
                                            machine.peakBytes() / MEBIBYTE,
                                            stack.start().toMillis()));
            nothingIsLost(stack, machine);
            assertThat(stack.select("SELECT agent, as_of, abstained FROM votes WHERE abstained <> 'NOT_TRAINED'"))
                    .as("votes that were missed")
                    .isEmpty();
            if (MINUTES >= WARM_MINUTES) {
                assertThat(held.rise()).as("MiB in the later half").isLessThan(FLAT_MEBIBYTES);
            } else {
                System.out.println("Too short to say whether memory is flat: a heap is warm after some " + WARM_MINUTES
                        + " minutes");
            }
        }
    }

    @Test
    void onATenthOfAProcessorNothingIsLostAndWhatNearlyNobodyVotedOnIsNotTraded() throws IOException {
        try (var machine = SmallMachine.of(MEBIBYTES, 1.0);
                var stack = Stack.up(engine, hurried(machine))) {
            machine.give(0.1);
            long begun = System.nanoTime();
            Patience.until(
                    "the market was played for as long as asked",
                    Duration.ofMinutes(MINUTES + 1),
                    () -> System.nanoTime() - begun
                            > Duration.ofMinutes(MINUTES).toNanos());
            int inTime = stack.decisions();
            // What credits are for: the rest is made up for.
            machine.give(1.0);
            var _ = watch(stack, machine, Duration.ofMinutes(MINUTES + 20));

            tell(
                    "%d min, a tenth of a processor: %d rounds by then, %d in the end, of which %s; %s votes that did not come in time; %d OOM kills"
                            .formatted(
                                    MINUTES,
                                    inTime,
                                    stack.decisions(),
                                    stack.select(
                                            "SELECT stance || '/' || cause || ' ' || count(*) FROM decisions GROUP BY stance, cause"
                                                    + " ORDER BY stance, cause"),
                                    stack.select(
                                                    "SELECT 3 * (SELECT count(*) FROM decisions)"
                                                            + " - (SELECT count(*) FROM votes WHERE coalesce(abstained, 'NOT_TRAINED') = 'NOT_TRAINED')")
                                            .getFirst(),
                                    machine.killed()));
            nothingIsLost(stack, machine);
            assertThat(stack.select("""
                    SELECT as_of FROM decisions d WHERE stance <> 'NO_TRADE' AND 2 > (
                      SELECT count(*) FROM votes v WHERE v.run = d.run AND v.as_of = d.as_of AND v.abstained IS NULL)"""))
                    .as("rounds that were traded on though nearly nobody had voted")
                    .isEmpty();
        }
    }

    /** Watched by four pages; returns how much memory was held meanwhile, MiB. */
    private static Course playThrough(Stack stack, SmallMachine machine) {
        var pages = Stream.generate(() -> new Listener(stack)).limit(4).toList();
        try {
            var held = watch(stack, machine, Duration.ofMinutes(MINUTES * 2 + 10));
            assertThat(pages).allMatch(Listener::isOpen).allMatch(page -> page.messages() > MINUTES * 30);
            return held;
        } finally {
            pages.forEach(Listener::close);
        }
    }

    /** Returns when the market is through; how much memory was held meanwhile, MiB. */
    private static Course watch(Stack stack, SmallMachine machine, Duration longest) {
        var held = new Course();
        Patience.until("the market was played", longest, () -> {
            if (!held.isDue(LOOK)) {
                return false;
            }
            held.add(machine.heldBytes() / MEBIBYTE);
            return stack.isThrough();
        });
        return held;
    }

    private static void nothingIsLost(Stack stack, SmallMachine machine) {
        int bars = BitstampTape.read(BAR).tape().closings().size();
        assertThat(stack.decisions()).isEqualTo(bars).isPositive();
        assertThat(machine.killed()).as("processes killed for want of memory").isZero();
        assertThat(List.of("node", "postgres", "redis", "nginx"))
                .allSatisfy(service -> assertThat(stack.inspect(service, "{{.RestartCount}} {{.State.OOMKilled}}"))
                        .isEqualTo("0 false"));
    }

    /** The same, with a deadline that a whole processor keeps easily. */
    private static Map<String, String> hurried(SmallMachine machine) {
        var settings = new TreeMap<>(settings(machine));
        settings.put("CONCLAVE_JAVA_ARGS", "-Dconclave.pace.live.deadline=1s");
        return settings;
    }

    private static Map<String, String> settings(SmallMachine machine) {
        var week = Duration.ofDays(7).toMinutes();
        return Map.of(
                "CONCLAVE_CGROUP",
                machine.name(),
                "CONCLAVE_RUN_OPTIONS",
                "--bundled --speed " + Math.max(1, week / MINUTES));
    }

    /** To be seen, and for docs/reliability.md. */
    private static void tell(String figures) throws IOException {
        System.out.println(figures);
        Path file = ProjectRoot.path().resolve("qa/system/target/micro.txt");
        Files.createDirectories(file.getParent());
        var before = Files.exists(file) ? Files.readString(file) + "; " : "";
        Files.writeString(
                file,
                String.format(Locale.ROOT, "%s%s", before, figures),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }
}
