package io.conclave.system.crash;

import io.conclave.system.audit.Audit;
import io.conclave.system.engine.Ended;
import io.conclave.system.engine.EngineProcess;
import io.conclave.system.engine.Progress;
import io.conclave.system.engine.TheWeek;
import io.conclave.system.engine.Workplace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The week without costs at work: one node in virtual time on PostgreSQL and Redis, and beside it the feed, a process of
 * its own that sends the week over the bus. Whatever dies is started again with the same command.
 */
final class Scene implements AutoCloseable {
    /** The name of the run in the journal. */
    static final String RUN = "paper";

    /** How a node ends that was killed, or that ended itself at a step. */
    static final int KILLED = 137;

    /** The longest that a run may take for its next closing, whatever was done to it. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Servers servers;
    private final String url;
    private final Workplace place;
    private final List<String> nodeOptions;
    private final Progress progress;
    private @Nullable EngineProcess node;
    private @Nullable EngineProcess feed;
    private String speed = "max";
    private int copies;

    /** A run of its own on these servers: a fresh database, and a bus that nobody has used. */
    static Scene on(Servers servers, Path folder) {
        return on(servers, folder, Undisturbed.quickStart());
    }

    /** The same, its nodes with these options of their JVM. */
    static Scene on(Servers servers, Path folder, List<String> nodeOptions) {
        return new Scene(servers, folder, nodeOptions);
    }

    private Scene(Servers servers, Path folder, List<String> nodeOptions) {
        this.servers = servers;
        this.nodeOptions = nodeOptions;
        this.url = servers.postgres().freshDatabase();
        this.progress = new Progress(database(), RUN);
        this.place = Workplace.in(folder.toAbsolutePath())
                .sharingModelsOf(TheWeek.played().place())
                .with("conclave.journal.kind", "postgres")
                .with("conclave.journal.url", url)
                .with("conclave.journal.user", servers.postgres().user())
                .with("conclave.bus.kind", "redis")
                .with("conclave.bus.url", servers.redis().url())
                .with("conclave.bus.prefix", databaseName().replace('_', '-'))
                .with("conclave.run.name", RUN)
                .with("conclave.run.pace", "virtual")
                .with("conclave.paper.fee-bps", 0)
                .with("conclave.paper.slippage-bps", 0)
                .with("conclave.backtest.deadline", "2s");
    }

    Servers servers() {
        return servers;
    }

    Progress progress() {
        return progress;
    }

    DataSource database() {
        return source(url);
    }

    private DataSource source(String of) {
        var source = new PGSimpleDataSource();
        source.setUrl(of);
        source.setUser(servers.postgres().user());
        source.setConnectTimeout(2);
        return source;
    }

    // ---- the node

    /** Starts the node, or starts it again. */
    EngineProcess startNode() {
        return startNode(place);
    }

    /** Starts a node that dies when it comes to a step for the n-th time. */
    EngineProcess startNodeDyingAt(Step step, int n) {
        return startNode(place.with("conclave.failpoint", step.at(n)));
    }

    /** Starts a second node on the same run, apart from the first, which is no longer looked after here. */
    EngineProcess startAnother(Path folder) {
        return startNode(new Workplace(folder, place.options()).with("conclave.run.node", "second"));
    }

    private EngineProcess startNode(Workplace where) {
        var told = where;
        for (String option : nodeOptions) {
            told = told.option(option);
        }
        var started = told.start("run", "--until-end", "--headless", "--json");
        node = started;
        return started;
    }

    /** The node, started if none runs. */
    EngineProcess runningNode() {
        return node == null || !node.isAlive() ? startNode() : node;
    }

    /** No node runs any more. */
    void killNode() {
        if (node != null && node.isAlive()) {
            node.kill();
        }
    }

    /** False, for whoever must say that the run was over; fails if the node ended in any other way than well. */
    boolean endedTooSoon() {
        awaitEnd();
        return false;
    }

    EngineProcess node() {
        return there(node, "node");
    }

    /** Whether the node that was started last has ended, by itself or by force. */
    boolean nodeHasEnded() {
        return !node().isAlive();
    }

    /** Runs a command beside the node, on the same servers. */
    Ended command(String... arguments) {
        return place.run(arguments);
    }

    // ---- the feed

    /** Starts the feed, or starts it again from its beginning: what was sent before is known by its ids. */
    EngineProcess startFeed(String atSpeed) {
        speed = atSpeed;
        var started = place.start("feed", "--bundled", "--speed", speed);
        feed = started;
        return started;
    }

    /** The feed dies, if it still speaks, and begins anew. */
    void restartFeed() {
        there(feed, "feed").close();
        startFeed(speed);
    }

    EngineProcess feed() {
        return there(feed, "feed");
    }

    // ---- the end

    /** Waits until the run has come that far. */
    void awaitStep(int step) {
        if (!progress.await(step, this::nodeHasEnded, PATIENCE)) {
            throw new AssertionError("The run was over before closing " + step + ": " + node().said());
        }
    }

    /** Waits for the node to end by itself and well. */
    void awaitEnd() {
        var ended = node().await();
        if (ended.exitCode() != 0) {
            throw new AssertionError("The node ended with " + ended.exitCode() + ": " + ended.stderr());
        }
    }

    /** What all auditors hold against the run, which must have ended; with the decisions of the week without faults. */
    List<String> findings() {
        return Audit.findings(database(), RUN, Optional.of(TheWeek.played().hashWithoutCosts()));
    }

    /** The same, when something was done that changes decisions. */
    List<String> findingsButTheHash() {
        return Audit.findings(database(), RUN, Optional.empty());
    }

    /** What they hold against a run that nobody ever began. */
    List<String> findingsOnNobody() {
        return Audit.findings(database(), "nobody", Optional.empty());
    }

    /** What its auditor finds once this was done to a copy of the run's database; no node may run. */
    List<String> findingsAfter(Corruption corruption) {
        var copy = "copy_" + ++copies;
        var postgres = servers.postgres();
        postgres.sql("postgres", "CREATE DATABASE " + copy + " TEMPLATE " + databaseName());
        postgres.sql(copy, Corruption.TOOLS + corruption.sql());
        var findings = Audit.findingsOf(
                corruption.auditor(),
                source(postgres.url(copy)),
                RUN,
                Optional.of(TheWeek.played().hashWithoutCosts()));
        postgres.sql("postgres", "DROP DATABASE " + copy);
        return findings;
    }

    private String databaseName() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static EngineProcess there(@Nullable EngineProcess process, String what) {
        if (process == null) {
            throw new IllegalStateException("No " + what + " was started");
        }
        return process;
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
        if (feed != null) {
            feed.close();
        }
    }
}
