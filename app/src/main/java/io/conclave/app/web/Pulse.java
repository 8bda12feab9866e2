package io.conclave.app.web;

import io.conclave.agents.backtest.BacktestPool;
import io.conclave.app.engine.Engine;
import io.conclave.http.metrics.Meters;
import io.conclave.http.metrics.Vitals;
import io.conclave.http.view.ReadinessView;
import io.conclave.orchestrator.consensus.RegretCertificate;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.persistence.journal.JournalAnswer;
import io.conclave.persistence.streams.BusException;
import io.conclave.persistence.streams.Metrics;
import io.conclave.persistence.streams.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a node every few seconds and tells the meters what it saw. Asks what others may ask, too, and changes nothing; what
 * does not answer in time is told as unknown. One look at a time.
 */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * What is looked at beside the engine.
     *
     * @param unprojected events that the read models lack; waits for the database
     * @param recorded whether the market is a recording
     */
    record Sights(
            Readiness readiness,
            LongSupplier unprojected,
            Optional<Transport> transport,
            BooleanSupplier recorded,
            InstantSource clock) {}

    private final Engine engine;
    private final Readers readers;
    private final Progress progress;
    private final Meters meters;
    private final Sights sights;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Cancellable timer;

    Pulse(Engine engine, Readers readers, Progress progress, Meters meters, Sights sights) {
        this.engine = engine;
        this.readers = readers;
        this.progress = progress;
        this.meters = meters;
        this.sights = sights;
        listenToTheJournal();
        var system = engine.system();
        this.timer =
                system.scheduler().scheduleWithFixedDelay(Duration.ZERO, PAUSE, this::look, system.executionContext());
    }

    private void listenToTheJournal() {
        var ear = Behaviors.<JournalAnswer>setup(context -> {
            context.getSystem().eventStream().tell(new EventStream.Subscribe<>(JournalAnswer.class, context.getSelf()));
            return Behaviors.receiveMessage(answer -> {
                meters.journalAnswered(answer.took(), answer.events(), answer.taken());
                return Behaviors.same();
            });
        });
        var _ = engine.system().systemActorOf(ear, "journal-meter", Props.empty());
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            var asked = new Asked(
                    told(sights.readiness().look()),
                    told(engine.gate()),
                    told(engine.describePool()),
                    told(readers.read(sights.unprojected()::getAsLong)),
                    told(readers.read(this::bus)),
                    regrets());
            var _ = asked.all().thenRun(() -> meters.seen(found(asked))).whenComplete((_, fault) -> {
                looking.set(false);
                if (fault != null) {
                    LOG.warn("The node was not looked at, trying again: {}", fault.toString());
                }
            });
        }
    }

    /** What was asked at one look; each answer comes, if only to say that there is none. */
    private record Asked(
            CompletableFuture<Optional<ReadinessView>> readiness,
            CompletableFuture<Optional<Optional<HaltRow.Standing>>> gate,
            CompletableFuture<Optional<BacktestPool.Description>> pool,
            CompletableFuture<Optional<Long>> unprojected,
            CompletableFuture<Optional<Optional<Vitals.Bus>>> bus,
            Map<String, CompletableFuture<Optional<Double>>> regrets) {
        CompletableFuture<Void> all() {
            var all = new ArrayList<CompletableFuture<?>>(List.of(readiness, gate, pool, unprojected, bus));
            all.addAll(regrets.values());
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        }
    }

    private Vitals found(Asked asked) {
        var gate = asked.gate().join();
        return new Vitals(
                parts(asked.readiness().join()),
                found(asked.regrets()),
                gate.map(known -> known.map(HaltRow.Standing::halted).orElse(false)),
                number(gate.flatMap(known -> known).map(HaltRow.Standing::epoch)),
                number(asked.unprojected().join()),
                number(sights.transport().map(line -> line.unpublished().getAsLong())),
                number(asked.pool().join().map(pool -> (long) pool.children().size())),
                membersUp(),
                Cluster.get(engine.system()).state().unreachable().size(),
                marketAge(),
                asked.bus().join().flatMap(known -> known));
    }

    private static OptionalLong number(Optional<Long> known) {
        return known.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static SortedMap<String, Double> found(Map<String, CompletableFuture<Optional<Double>>> regrets) {
        var found = new TreeMap<String, Double>();
        regrets.forEach((symbol, regret) -> regret.join().ifPresent(value -> found.put(symbol, value)));
        return found;
    }

    /** Empty if it fails, or is late. */
    private static <T> CompletableFuture<Optional<T>> told(CompletionStage<T> answer) {
        return answer.thenApply(Optional::of)
                .exceptionally(_ -> Optional.empty())
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static SortedMap<String, Boolean> parts(Optional<ReadinessView> readiness) {
        var parts = new TreeMap<String, Boolean>();
        readiness.ifPresent(view -> view.parts().forEach((part, what) -> parts.put(part, what.equals("ok"))));
        return parts;
    }

    private Map<String, CompletableFuture<Optional<Double>>> regrets() {
        var regrets = new TreeMap<String, CompletableFuture<Optional<Double>>>();
        for (var symbol : engine.plan().tape().symbols()) {
            var regret = told(engine.describe(symbol))
                    .thenApply(told -> told.flatMap(known -> known.federation())
                            .map(federation ->
                                    RegretCertificate.of(federation).served().max()));
            regrets.put(symbol.name(), regret);
        }
        return regrets;
    }

    private long membersUp() {
        long up = 0;
        for (var member : Cluster.get(engine.system()).state().getMembers()) {
            up += member.status().equals(MemberStatus.up()) ? 1 : 0;
        }
        return up;
    }

    private Optional<Duration> marketAge() {
        return progress.steps() == 0 || sights.recorded().getAsBoolean()
                ? Optional.empty()
                : Optional.of(Duration.between(
                        Instant.ofEpochSecond(0, progress.asOfNanos()),
                        sights.clock().instant()));
    }

    /** Waits for the server. */
    private Optional<Vitals.Bus> bus() {
        return sights.transport().map(line -> {
            var health = line.bus().health();
            var streams = new ArrayList<Vitals.Stream>();
            if (health.isThere()) {
                try {
                    for (StreamName name : StreamName.values()) {
                        streams.add(stream(line.bus().metrics(name)));
                    }
                } catch (BusException e) {
                    // It has gone just now: the next look says so.
                    streams.clear();
                }
            }
            return new Vitals.Bus(health.isThere(), health.buffered(), health.losses(), streams);
        });
    }

    private static Vitals.Stream stream(Metrics found) {
        return new Vitals.Stream(
                found.stream().key(),
                found.length(),
                found.dead(),
                found.groups().stream()
                        .map(group -> new Vitals.Group(group.name(), group.waiting(), group.oldest()))
                        .toList());
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
