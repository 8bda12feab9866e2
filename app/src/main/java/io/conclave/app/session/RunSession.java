package io.conclave.app.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.MarketTape;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.agents.outside.OutsideAgents;
import io.conclave.app.engine.Engine;
import io.conclave.app.engine.NewsReading;
import io.conclave.app.engine.RunPlan;
import io.conclave.app.report.BuyAndHold;
import io.conclave.app.report.DecisionAccount;
import io.conclave.app.report.ReportFiles;
import io.conclave.app.report.RunReport;
import io.conclave.app.report.Tally;
import io.conclave.app.run.Manifest;
import io.conclave.app.run.PeakMemory;
import io.conclave.app.run.RunDirectory;
import io.conclave.orchestrator.execution.Venue;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.round.Suspensions;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.persistence.Database;
import io.conclave.persistence.agentlog.AgentLogStore;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.news.NewsStore;
import io.conclave.persistence.projection.Projections;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.pekko.Done;

/**
 * A run on a recorded market, from its first bar to its report; or from where a crash left it.
 *
 * <p>Owns the run's folder, its database pool and its engine. Closing it in mid-run loses nothing: the same command goes
 * on where it stopped.
 */
public final class RunSession implements AutoCloseable {
    /** Of the agents' log, some kilobytes each. */
    private static final int ENTRIES_AT_A_TIME = 100;

    private static final Duration TO_STOP = Duration.ofSeconds(20);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /**
     * What to run.
     *
     * @param command names the kind of run: {@code demo}, {@code backtest}
     * @param tapeName for people
     * @param fresh whether a run that was cut off is left alone
     * @param rest wall time between two closings; zero for as fast as it goes
     */
    public record Request(
            String command,
            MarketTape tape,
            String tapeName,
            NewsWire news,
            Config config,
            boolean fresh,
            Duration rest) {

        /** A recording is played on one node, whatever else this machine is a part of. */
        private Request alone() {
            var apart = ConfigFactory.parseString("conclave.cluster.enabled = false");
            return new Request(command, tape, tapeName, news, apart.withFallback(config), fresh, rest);
        }
    }

    /**
     * How rounds are held.
     *
     * @param pace whether a fault costs time or a vote
     * @param suspensions asked before each round whether it may be traded on
     * @param outside agents in other processes that are heard
     * @param broker where orders go; empty for the exchange on paper
     */
    public record Manner(Pace pace, Suspensions suspensions, OutsideAgents outside, Optional<Venue> broker) {}

    private final Request request;
    private final RunDirectory directory;
    private final PeakMemory memory;
    private final JournalConfig journal;
    private final Database database;
    private final AgentLogStore agentLog;
    private final Engine engine;
    private final Projections projections;
    /** For people's search; only where news is stored. */
    private final Optional<Runnable> reading;

    private final AtomicBoolean projecting = new AtomicBoolean();

    private final long startedNanos;
    private final int continuedFrom;

    /** Begins the run, or takes up the newest one that decides the same and was cut off. */
    public static RunSession open(Request request, long startedNanos) {
        RequiredSandbox.insistOn(BacktestPool.workers(request.config()));
        Database.check(JournalConfig.from(request.config()));
        var decisive = Settings.decisive(request.config());
        var runs = Settings.dataDirectory(request.config()).resolve("runs");
        var name = request.command() + "-" + STAMP.format(LocalDateTime.now(ZoneOffset.UTC)) + "-"
                + UUID.randomUUID().toString().substring(0, 4);
        UnaryOperator<Manifest> placed = manifest -> manifest.at(
                journal(request.config(), runs.resolve(manifest.run())).place());
        var wanted = new Manifest(
                name,
                request.command(),
                request.tapeName(),
                request.tape().id(),
                request.tape().symbols().stream().map(symbol -> symbol.name()).toList(),
                request.config().getString("conclave.paper.account"),
                decisive,
                Settings.hash(decisive + newsOf(request)),
                "");
        var directory = (request.fresh()
                        ? Optional.<RunDirectory>empty()
                        : RunDirectory.unfinished(runs, wanted, placed))
                .orElseGet(() -> RunDirectory.create(runs, wanted, placed));
        var journal = journal(request.config(), directory.path());
        var pace = TradingSettings.virtualPace(request.config().getConfig("conclave"));
        return new RunSession(
                request.alone(),
                directory,
                Database.open(journal),
                new Manner(pace, Suspensions.NONE, OutsideAgents.none(), Optional.empty()),
                startedNanos);
    }

    /**
     * Begins the run of this folder on a database that is open, or goes on with it.
     *
     * @param database closed with the session
     */
    public static RunSession on(
            Request request, RunDirectory directory, Database database, Manner manner, long startedNanos) {
        return new RunSession(request, directory, database, manner, startedNanos);
    }

    /** Every item of news that the run may come to know, a line each; their ids are hashes of what they say. */
    private static String newsOf(Request request) {
        return request.tape().symbols().stream()
                .flatMap(symbol -> request.news().items(symbol, Long.MIN_VALUE, Long.MAX_VALUE).stream()
                        .map(item -> "\n" + symbol + " " + item.ingestedNanos() + " " + item.id()))
                .collect(Collectors.joining());
    }

    private RunSession(Request request, RunDirectory directory, Database database, Manner manner, long startedNanos) {
        this.request = request;
        this.directory = directory;
        this.startedNanos = startedNanos;
        this.memory = PeakMemory.watching(RunSession::isTrainer);
        this.database = database;
        this.journal = database.config();
        this.continuedFrom = database.journal().count(directory.manifest().run(), Orchestrator.RoundOpened.class);
        this.agentLog = database.agentLog(
                IngestSettings.from(request.config()).inGroupsOf(ENTRIES_AT_A_TIME), InstantSource.system());
        this.engine = Engine.start(new RunPlan(
                directory.manifest(),
                request.tape(),
                request.news(),
                request.config(),
                journal,
                agentLog,
                manner.pace(),
                manner.suspensions(),
                manner.outside(),
                manner.broker(),
                request.rest()));
        this.projections = database.projections(engine.system());
        this.reading = request.news() instanceof NewsStore
                ? Optional.of(engine.duty(
                        "news-reading", () -> NewsReading.start(database.newsEmbedder(engine.meaning()))::close))
                : Optional.empty();
    }

    /** The journal of a run: the embedded one in its own folder, or the shared server. */
    public static JournalConfig journal(Config config, Path folder) {
        var configured = JournalConfig.from(config);
        return switch (configured.kind()) {
            case H2 ->
                configured.at(
                        JournalKind.H2, folder.resolve("journal").toString(), configured.user(), configured.password());
            case POSTGRES -> configured;
        };
    }

    private static boolean isTrainer(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains("QuantTrainer"))
                .isPresent();
    }

    public Engine engine() {
        return engine;
    }

    /** Keeps the run's read models up with its journal from now on, until the engine stops; asked again, it does nothing. */
    public void project() {
        if (!projecting.getAndSet(true)) {
            var _ = engine.duty("read-models", () -> {
                projections.follow(engine.run());
                return this::stopProjecting;
            });
        }
    }

    /** How many events of the run are in the journal and not yet in the read models. */
    public long unprojected() {
        return projections.lag(engine.run());
    }

    /** How many events of the run are in the journal and not yet on the bus. */
    public long unpublished() {
        return database.unpublished(engine.run());
    }

    public Database database() {
        return database;
    }

    public JournalConfig journal() {
        return journal;
    }

    public Manifest manifest() {
        return directory.manifest();
    }

    public Path folder() {
        return directory.path();
    }

    /** Rounds that an earlier process had opened; zero for a new run. */
    public int continuedFrom() {
        return continuedFrom;
    }

    /** Completes with the report when the tape is through; fails with a sentence when the run was given up. */
    public CompletableFuture<RunReport> report() {
        return engine.ending().toCompletableFuture().thenApply(ending -> switch (ending) {
            case Conductor.Completed _ -> finished();
            case Conductor.GaveUp gaveUp -> throw new RunGivenUpException(gaveUp.why());
        });
    }

    private RunReport finished() {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        var effort = new RunReport.Effort(continuedFrom, seconds, memory.peakMib(), peakOfTrainer());
        return RunReport.of(
                manifest().run(),
                request.tapeName(),
                journal.kind().name().toLowerCase(Locale.ROOT),
                request.tape(),
                engine.settings(),
                tally(),
                effort);
    }

    private long peakOfTrainer() {
        return Math.max(memory.peakApartMib(), engine.trainerPeakMib());
    }

    /** Every decision of the run, in the order of time. */
    public List<DecisionAccount> decisions() {
        var collector = new DecisionAccount.Collector();
        database.journal().forEachOfRun(manifest().run(), entry -> collector.take(entry.event()));
        return collector.all();
    }

    /** What the account was worth at each closing, beside buying and holding. */
    public List<ReportFiles.Worth> equity() {
        var settings = engine.settings();
        var held = new BuyAndHold(request.tape(), settings.cash(), settings.fee(), settings.slippage());
        var series = new ArrayList<ReportFiles.Worth>();
        database.journal().forEachOfRun(manifest().run(), entry -> {
            if (entry.event() instanceof Ledger.Marked marked) {
                series.add(new ReportFiles.Worth(marked.atNanos(), marked.equity(), held.equityAt(marked.atNanos())));
            }
        });
        return series;
    }

    /** Stops the engine and keeps the folder: the run can still be finished. */
    public void stop() {
        stopProjecting();
        stopReading();
        engine.close();
        agentLog.close();
    }

    /** An engine that has stopped before projects no more. */
    private void stopProjecting() {
        projections
                .stop(engine.run())
                .toCompletableFuture()
                .completeOnTimeout(Done.getInstance(), TO_STOP.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Marks the run as done, with what came out of it. */
    public void finish(byte[] report) {
        directory.finish(report);
    }

    private Tally tally() {
        var conclave = request.config().getConfig("conclave");
        var tally = new Tally(TradingSettings.from(conclave, TradingSettings.virtualPace(conclave))
                .round()
                .consensus());
        database.journal().forEachOfRun(manifest().run(), entry -> tally.take(entry.event()));
        return tally;
    }

    @Override
    public void close() {
        stopProjecting();
        try (directory;
                database;
                agentLog;
                engine) {
            stopReading();
            memory.close();
        }
    }

    private void stopReading() {
        reading.ifPresent(Runnable::run);
    }
}
