package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Patience;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that dies in mid-run goes on when the same command is given again, and decides what it would have decided. */
class NodeKillsTest {
    private static final String[] WEEK = {"demo", "--headless", "--json", "--cost-bps", "0"};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aNodeKilledThreeTimesAndStoppedOnceEndsWithTheSameHash() {
        var place = Workplace.in(folder).with("conclave.terminal", true);
        var nodes = new ArrayList<Long>();

        nodes.add(killedAt(place, 20));
        nodes.add(killedAt(place, 110));
        nodes.add(killedAt(place, 250));
        try (var engine = place.start(WEEK)) {
            engine.awaitSaid("goes on from round 25");
            engine.awaitRound(400);
            assertThat(engine.signal("TERM").await().exitCode()).isEqualTo(143);
            nodes.add(engine.pid());
        }
        var last = place.run(WEEK);

        assertThat(last.decisionHash()).isEqualTo(TheWeek.played().hashWithoutCosts());
        assertThat(last.report().required("continuedFromRound").intValue()).isBetween(400, 640);
        assertThat(place.runs()).hasSize(1);
        nothingIsLeftOf(nodes);
    }

    @Test
    void aDemoKilledInItsSecondPassDoesNotRepeatTheFirst() {
        var place =
                Workplace.in(folder).sharingModelsOf(TheWeek.played().place()).with("conclave.terminal", true);
        long node;
        try (var engine = place.start("demo", "--headless", "--json")) {
            engine.awaitSaid("the same week without costs");
            engine.awaitRound(50);
            node = engine.pid();
            engine.kill();
        }

        var again = place.run("demo", "--headless", "--json");

        assertThat(again.report().required("continuedFromRound").intValue()).isEqualTo(640);
        assertThat(again.decisionHash()).isEqualTo(TheWeek.played().ended().decisionHash());
        assertThat(again.report().required("zeroCost"))
                .isEqualTo(TheWeek.played().report().required("zeroCost"));
        assertThat(place.runs()).hasSize(2);
        nothingIsLeftOf(List.of(node));
    }

    @Test
    @Tag("long")
    void aNodeKilledTwentyFiveTimesEndsWithTheSameHash() {
        var place = Workplace.in(folder).with("conclave.terminal", true);
        var nodes = new ArrayList<Long>();

        for (int kill = 1; kill <= 25; kill++) {
            nodes.add(killedAt(place, kill * 25));
        }
        var last = place.run(WEEK);

        assertThat(last.decisionHash()).isEqualTo(TheWeek.played().hashWithoutCosts());
        assertThat(place.run("replay", "--json").report().required("replayHash").textValue())
                .isEqualTo(last.decisionHash());
        assertThat(place.runs()).hasSize(1);
        nothingIsLeftOf(nodes);
    }

    /** Starts the week, or goes on with it, and kills the node once it is through with that round. */
    private static long killedAt(Workplace place, int round) {
        try (var engine = place.start(WEEK)) {
            engine.awaitRound(round);
            var workers = engine.workers();
            assertThat(engine.kill().exitCode()).isEqualTo(137);
            for (ProcessHandle worker : workers) {
                Patience.until(
                        "worker " + worker.pid() + " follows its engine", () -> Processes.hasEnded(worker.pid()));
            }
            return engine.pid();
        }
    }

    private static void nothingIsLeftOf(List<Long> nodes) {
        assertThat(nodes).allSatisfy(node -> {
            assertThat(Processes.workersOf(node)).isEmpty();
            assertThat(Processes.sharedMemoryOf(node)).isEmpty();
        });
    }
}
