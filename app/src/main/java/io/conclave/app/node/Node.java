package io.conclave.app.node;

import com.typesafe.config.Config;
import io.conclave.app.broker.Broker;
import io.conclave.app.engine.Meanwhile;
import io.conclave.app.outside.OutsideSettings;
import io.conclave.app.outside.Participation;
import io.conclave.app.run.Manifest;
import io.conclave.app.run.RunDirectory;
import io.conclave.app.session.RunSession;
import io.conclave.app.session.Settings;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.http.port.Votes;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.round.Suspensions;
import io.conclave.persistence.Database;
import io.conclave.persistence.feed.Market;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.outbox.Outbox;
import io.conclave.persistence.streams.Bus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One run that follows a market: bus, intake, broker if there is one, engine, in one process; what it knows is in the database.
 * Of several nodes with the same run each is such a process, and does its share.
 *
 * <p>Opened again after any end, it goes on where the journal says it was.
 */
public final class Node implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Deque<Runnable> parts = new ArrayDeque<>();
    private final Bus bus;
    private final Optional<Broker> broker;
    private final Market market;
    private final RunSession session;
    private final AtomicReference<Optional<Outbox>> publishing = new AtomicReference<>(Optional.empty());
    private final Participation participation;

    /**
     * Opens the run that the settings name.
     *
     * @param terms on which an instrument trades
     * @throws IllegalArgumentException if the run is held by another process, or was begun with other settings; or if nodes of
     *     a cluster would not share what they must
     * @throws io.conclave.app.broker.LiveRefusedException if it may not trade where the settings say
     * @throws IllegalStateException if a server cannot be reached; the message says what to do
     */
    public static Node open(Config config, Function<Symbol, Instrument> terms, long startedNanos) {
        SharedPlaces.insistOn(config);
        return new Node(config, terms, startedNanos);
    }

    private Node(Config config, Function<Symbol, Instrument> terms, long startedNanos) {
        try {
            var run = RunSettings.from(config);
            var follows = new Market.Terms(
                    run.node(),
                    run.instruments().stream().map(terms).toList(),
                    run.interval(),
                    run.fromNanos(),
                    run.stragglers(),
                    run.barPatience());
            var directory = directory(config, run, follows);
            parts.addFirst(directory::close);
            // At the same time: each is mostly waiting for a server, or loading what speaks with it.
            var journal = RunSession.journal(config, directory.path());
            var stored = Meanwhile.open("database", () -> Database.open(journal));
            parts.addFirst(() -> stored.close(Database::close));
            var dialled = Meanwhile.open("bus", () -> Bus.open(config));
            parts.addFirst(() -> dialled.close(Bus::close));
            var database = stored.await();
            this.market = database.followMarket(IngestSettings.from(config), follows);
            parts.addFirst(market::close);
            this.bus = dialled.await();
            var outside = OutsideSettings.from(config, run.pace());
            this.broker = Broker.open(config, run.instruments(), directory.path());
            broker.ifPresent(open -> parts.addFirst(open::close));
            this.session = RunSession.on(
                    new RunSession.Request(
                            "run", market.tape(), follows.feedId(), database.news(), config, false, Duration.ZERO),
                    directory,
                    database,
                    new RunSession.Manner(
                            run.pace(),
                            suspensions(run, bus, market, publishing),
                            outside.agents(),
                            broker.map(Broker::venue)),
                    startedNanos);
            // The engine before all that it stands on; what else the session holds after.
            parts.addFirst(session::stop);
            session.project();
            var engine = session.engine();
            parts.addFirst(engine.duty("intake", () -> market.takeIn(bus)));
            parts.addFirst(engine.duty("outbox", () -> publish(database, run.name())));
            this.participation = Participation.begin(engine, bus, outside, run.node());
            parts.addFirst(participation::close);
            parts.addLast(session::close);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Asked by the engine before each round, and born after it, whose journal it reads. */
    private Runnable publish(Database database, String run) {
        var outbox = database.outbox(session.engine().system(), bus, run);
        publishing.set(Optional.of(outbox));
        return () -> {
            publishing.set(Optional.empty());
            outbox.close();
        };
    }

    private static Suspensions suspensions(
            RunSettings run, Bus bus, Market market, AtomicReference<Optional<Outbox>> outbox) {
        return switch (run.pace()) {
            case Pace.Virtual _ -> Suspensions.NONE;
            case Pace.Live _ -> new LiveSuspensions(run, bus, market, outbox::get, InstantSource.system());
        };
    }

    private static RunDirectory directory(Config config, RunSettings run, Market.Terms market) {
        var runs = Settings.dataDirectory(config).resolve("runs");
        var decisive = Settings.decisive(config);
        var wanted = new Manifest(
                run.name(),
                "run",
                market.feedId(),
                market.feedId(),
                run.instruments().stream().map(Symbol::name).toList(),
                config.getString("conclave.paper.account"),
                decisive,
                Settings.hash(decisive),
                "");
        return RunDirectory.named(
                runs,
                wanted,
                manifest -> manifest.at(
                        RunSession.journal(config, runs.resolve(manifest.run())).place()));
    }

    /** Who takes the orders; empty for the exchange on paper. */
    public Optional<Broker> broker() {
        return broker;
    }

    public RunSession session() {
        return session;
    }

    /** Closes this before all else; it watches the run. */
    public synchronized void closeFirst(Runnable closing) {
        parts.addFirst(closing);
    }

    /**
     * Waits until the bus has all that the journal says of rounds and orders, and the read models have all of it.
     *
     * @return whether they had in time; the next start brings the rest
     */
    public boolean drained(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (session.unprojected() > 0 || session.unpublished() > 0) {
            if (System.nanoTime() - until >= 0) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return true;
    }

    /** How many events of the run the bus may not have yet. */
    public long unpublished() {
        return session.unpublished();
    }

    /** Takes votes of agents from outside that do not come over the bus. */
    public Votes votes() {
        return participation.votes();
    }

    /** Whether what it follows is a recording, and trades on paper. */
    public boolean tradesARecording() {
        return market.isRecorded() && broker.isEmpty();
    }

    /** What feeds may publish on. */
    public Bus bus() {
        return bus;
    }

    /** Stops all of it, the engine first; the run can be taken up again. Closed again, it does nothing. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            parts.removeFirst().run();
        }
    }
}
