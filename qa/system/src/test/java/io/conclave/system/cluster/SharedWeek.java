package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.system.audit.Audit;
import io.conclave.system.engine.EngineProcess;
import io.conclave.system.engine.Progress;
import io.conclave.system.engine.TheWeek;
import io.conclave.system.engine.Workplace;
import io.conclave.testkit.lab.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The week without costs, decided by three nodes: in virtual time, so that whatever is done to them may cost time and nothing
 * else. The feed speaks from beside the stores.
 */
final class SharedWeek implements Trial {
    private static final String RUN = "paper";
    private static final int CLOSINGS = 640;

    /** The week in some sixty seconds. */
    private static final String SPEED = "9600";

    /** The longest that the run may stand still, whatever was done. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration TO_BEGIN = Duration.ofMinutes(2);

    private final Trio nodes;
    private final Progress progress;
    private @Nullable EngineProcess feed;

    static SharedWeek in(Path folder) {
        return new SharedWeek(Trio.in(folder, SharedWeek::settings));
    }

    private SharedWeek(Trio nodes) {
        this.nodes = nodes;
        this.progress = new Progress(nodes.database(), RUN);
    }

    private static Workplace settings(Workplace place) {
        return place.sharingModelsOf(TheWeek.played().place())
                .with("conclave.run.name", RUN)
                .with("conclave.run.pace", "virtual")
                .with("conclave.paper.fee-bps", 0)
                .with("conclave.paper.slippage-bps", 0)
                .with("conclave.backtest.deadline", "2s");
    }

    @Override
    public List<String> endure(Schedule schedule) {
        nodes.key("viewer");
        nodes.begin(TO_BEGIN);
        feed = nodes.beside("feed").start("feed", "--bundled", "--speed", SPEED);
        awaitStep(3);
        schedule.play(nodes.hosts(), System.out);
        // One more than closings: the end is journalled, too.
        awaitStep(CLOSINGS + 1);
        nodes.leave();
        // What is not published and not in the read models yet, whoever comes next brings.
        var last = nodes.beside("last").run("run", "--until-end", "--headless");
        assertThat(last.exitCode()).as(last.stderr()).isZero();
        return Audit.findings(
                nodes.database(), RUN, Optional.of(TheWeek.played().hashWithoutCosts()));
    }

    private void awaitStep(int step) {
        progress.await(step, () -> false, PATIENCE);
    }

    @Override
    public String said() {
        return nodes.said();
    }

    @Override
    public void close() {
        try (nodes) {
            if (feed != null) {
                feed.close();
            }
        }
    }
}
