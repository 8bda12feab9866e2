package io.conclave.app.web;

import io.conclave.app.access.RunAccess;
import io.conclave.app.engine.Engine;
import io.conclave.app.jobs.JobSettings;
import io.conclave.app.jobs.Jobs;
import io.conclave.app.outside.VoteIntake;
import io.conclave.app.report.RunReport;
import io.conclave.app.session.RunSession;
import io.conclave.app.session.Settings;
import io.conclave.domain.unit.Bps;
import io.conclave.http.HttpServer;
import io.conclave.http.HttpSettings;
import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Orders;
import io.conclave.http.port.Votes;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.OrderUpdate;
import io.conclave.orchestrator.riskgate.VetoReason;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * A run under way, shown over REST, stream and page, and still there when the tape is through.
 *
 * <p>Has the session keep up the read models that it shows. Otherwise it watches only: nothing it does, or fails to do, changes a decision. Close
 * it before the session.
 */
public final class ServedRun implements AutoCloseable {
    private static final Duration TO_CLOSE = Duration.ofSeconds(10);

    private final Readers readers = new Readers();
    private final Progress progress;
    private final DecisionFeed feed;
    private final RunAccess access;
    private final HttpServer server;
    private final Jobs jobs;
    private final Meters meters;
    private final Pulse pulse;
    private final String run;

    /**
     * Starts to listen.
     *
     * @throws IllegalArgumentException if somebody else listens there
     */
    public static ServedRun open(RunSession session, HttpSettings settings) {
        return new ServedRun(session, settings, VoteIntake.nobody(), Optional.empty(), Optional.empty());
    }

    /**
     * The same for a run that follows a market: agents from outside vote in it, and people place orders.
     *
     * @param votes takes theirs
     * @param recorded whether what it follows is a recording that trades on paper: orders are then given in its time
     */
    public static ServedRun open(RunSession session, HttpSettings settings, Votes votes, BooleanSupplier recorded) {
        return new ServedRun(session, settings, votes, Optional.of(recorded), Optional.empty());
    }

    /** The same, with the bus that it stands on watched. */
    public static ServedRun open(
            RunSession session, HttpSettings settings, Votes votes, BooleanSupplier recorded, Transport transport) {
        return new ServedRun(session, settings, votes, Optional.of(recorded), Optional.of(transport));
    }

    /** @param acting absent if people's orders are not taken: on a run that is only shown they would change it */
    private ServedRun(
            RunSession session,
            HttpSettings settings,
            Votes votes,
            Optional<BooleanSupplier> acting,
            Optional<Transport> transport) {
        var engine = session.engine();
        var system = engine.system();
        var tape = engine.plan().tape();
        this.run = engine.run();
        this.progress = new Progress(engine, tape.closings().size());
        var books = new BookFeed(
                system, tape, new Bps(engine.plan().config().getInt("conclave.paper.derived-half-spread-bps")));
        var trades = new TradeFeed(system, tape);
        follow(engine, books, trades);

        var models = session.database().readModels();
        var stories = new Stories(new Rounds(tape), new Evidence(engine.plan().news()));
        var history = new History(models, run, tape.symbols(), stories);
        var turnouts = new Turnouts();
        this.meters = new Meters();
        engine.settings().round().roster().forEach(meters::mayVote);
        for (VetoReason reason : VetoReason.values()) {
            meters.mayVeto(reason.name());
        }
        var readiness = new Readiness(engine, models, readers, progress, transport);
        var sealed = new Hub<>(system, DecisionSummary.class);
        var moved = new Hub<>(system, OrderUpdate.class);
        this.jobs = Jobs.start(
                session.database().jobs(),
                session.database().pieces(),
                JobSettings.from(
                        engine.plan().config().getConfig("conclave"),
                        Settings.dataDirectory(engine.plan().config())),
                InstantSource.system());
        var orders = new StoredOrders(models, run, engine.settings().account(), readers);
        var ports = new io.conclave.http.port.Engine(
                new JournalledDecisions(
                        history, new Replays(engine, session.database().journal()), readers, sealed),
                new FederationAgents(
                        engine,
                        models,
                        readers,
                        turnouts,
                        new Thoughts(engine, session.database().agentLogs(), readers)),
                new LedgerAccounts(engine, models, readers),
                new TapeMarkets(tape, progress, books, trades),
                moved::items,
                new RunNode(engine, progress, readiness, Build.of(Settings.root())),
                votes,
                new RunJobs(jobs, readers),
                acting.<Orders>map(recorded -> onDesk(engine, orders, settings, recorded))
                        .orElse(orders),
                new GateSwitch(engine, InstantSource.system()),
                new DeskRisk(engine, readers, progress, acting.isPresent(), settings.answerWithin()),
                new WireNews(engine.plan().news(), tape.symbols(), progress, readers));
        this.access = RunAccess.open(session.database(), engine.plan().config(), InstantSource.system());
        this.server = listening(
                HttpServer.start(system, settings, ports, access.ports(), meters, InstantSource.system())
                        .toCompletableFuture(),
                settings);
        session.project();
        this.feed = new DecisionFeed(
                engine,
                history,
                readers,
                progress,
                turnouts,
                meters,
                sealed,
                new OrderSteps(models, run),
                moved,
                session.continuedFrom());
        // Who only shows a run plays a recording.
        var recorded = acting.orElse(() -> true);
        this.pulse = new Pulse(
                engine,
                readers,
                progress,
                meters,
                new Pulse.Sights(readiness, session::unprojected, transport, recorded, InstantSource.system()));
    }

    private DeskOrders onDesk(Engine engine, StoredOrders orders, HttpSettings settings, BooleanSupplier recorded) {
        return new DeskOrders(
                engine, orders, new Floor(engine, progress, InstantSource.system(), recorded), settings.answerWithin());
    }

    private void follow(Engine engine, BookFeed books, TradeFeed trades) {
        engine.onStep("page", step -> {
            progress.reached(step.asOfNanos(), step.steps(), step.total());
            books.closed(step.asOfNanos(), step.steps());
            trades.closed(step.asOfNanos());
        });
        // Steps before that, of this process or an earlier one.
        var _ = engine.progress().thenAccept(done -> {
            if (done.steps() > 0) {
                progress.reached(done.asOfNanos(), done.steps(), done.total());
                books.closed(done.asOfNanos(), done.steps());
            }
        });
        var _ = engine.ending().thenAccept(progress::ended);
    }

    private HttpServer listening(CompletableFuture<HttpServer> start, HttpSettings settings) {
        try {
            return start.join();
        } catch (CompletionException e) {
            readers.close();
            jobs.close();
            access.close();
            if (isTaken(e)) {
                throw new IllegalArgumentException(
                        "Port " + settings.port() + " of " + settings.host()
                                + " is taken: choose another with --port, or --port 0 for any that is free",
                        e);
            }
            throw e;
        }
    }

    private static boolean isTaken(Throwable fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    /** Where people point a browser. */
    public URI uri() {
        return server.uri();
    }

    /** The tape is through: shows what was found. */
    public void reported(RunReport report) {
        progress.reported(report);
        feed.nudge();
    }

    /** Stops to listen. */
    @Override
    public void close() {
        pulse.close();
        feed.close();
        server.stop()
                .toCompletableFuture()
                .completeOnTimeout(Done.getInstance(), TO_CLOSE.toSeconds(), TimeUnit.SECONDS)
                .join();
        jobs.close();
        readers.close();
        access.close();
        meters.close();
    }
}
