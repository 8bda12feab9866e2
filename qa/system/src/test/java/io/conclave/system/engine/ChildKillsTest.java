package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Patience;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C++ children that die or freeze in mid-run cost time and nothing else. */
class ChildKillsTest {
    private static final String[] WEEK = {"demo", "--headless", "--json", "--cost-bps", "0"};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void fiveChildrenKilledAndOneFrozenChangeNoDecision() {
        theWeekIsTheSameAfter(5, 100);
    }

    @Test
    @Tag("long")
    void fiftyChildrenKilledChangeNoDecision() {
        theWeekIsTheSameAfter(50, 10);
    }

    private void theWeekIsTheSameAfter(int kills, int roundsBetween) {
        var place = Workplace.in(folder)
                .sharingModelsOf(TheWeek.played().place())
                .with("conclave.terminal", true)
                .with("conclave.backtest.deadline", "1s");
        try (var engine = place.start(WEEK)) {
            for (int kill = 1; kill <= kills; kill++) {
                engine.awaitRound(kill * roundsBetween);
                struck("KILL", engine);
            }
            // A frozen child takes a question and never answers: its deadline has to end it.
            struck("STOP", engine);
            engine.awaitRound(600);
            Patience.until(
                    "the dead are buried and replaced",
                    () -> engine.workers().size() == 2
                            && Processes.zombiesOf(engine.pid()).isEmpty());

            var ended = engine.await();

            assertThat(ended.decisionHash()).isEqualTo(TheWeek.played().hashWithoutCosts());
            assertThat(Processes.workersOf(engine.pid())).isEmpty();
            assertThat(Processes.sharedMemoryOf(engine.pid())).isEmpty();
        }
    }

    /** One child gets that signal; the newest may still be starting, so there is a wait for one. */
    private static void struck(String signal, EngineProcess engine) {
        Patience.until("there is a child", () -> !engine.workers().isEmpty());
        Processes.signal(signal, engine.workers().getFirst().pid());
    }
}
