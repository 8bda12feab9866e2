package io.conclave.app.engine;

import com.typesafe.config.Config;
import io.conclave.agents.Agent;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.app.cluster.ClusterSettings;
import io.conclave.app.cluster.Formation;
import io.conclave.app.cluster.PekkoSettings;
import io.conclave.app.cluster.Terms;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.persistence.gate.DeskTables;
import io.conclave.persistence.news.Meaning;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One node with one run on it: the actor system, every entity under sharding, and the conductor that drives the tape.
 *
 * <p>Starting it starts the run, or goes on with it where the journal says it was. Closing it stops every actor and child
 * process; the run can be taken up again.
 */
public final class Engine implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** For single actors to stop: the desk, which comes after them, has what is left of the phase in which both are. */
    private static final Duration STOPPING = Duration.ofSeconds(7);

    /** All phases of leaving a cluster one after the other, when nobody answers in any. */
    private static final Duration LEAVING = Duration.ofSeconds(60);

    /** After which a node that the others have given up is ended, whatever it still waits for: a store that it is cut off from, say. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(15);

    /** For an answer of an entity of this node, beyond what it waits for itself. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    /** A single actor may have moved, and forgotten who watches it. */
    private static final Duration WATCH_AGAIN = Duration.ofSeconds(2);

    /** Where there are several nodes, an answer may be lost on its way: asked again so soon. */
    private static final Duration PATIENCE_AMONG_OTHERS = Duration.ofSeconds(10);

    private final RunPlan plan;
    private final TradingSettings settings;
    private final ActorSystem<SpawnProtocol.Command> system;
    private final Spawning spawning;
    private final Placement placement;
    private final Singles singles = new Singles();
    private final DeskTables deskTables;
    private final Minds minds;
    private final Entities entities;
    private final CompletableFuture<Conductor.Ending> ended = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ActorRef<BacktestPool.Command> pool;
    private final ActorRef<Conductor.Command> conductor;

    /** Starts the node and the run. */
    public static Engine start(RunPlan plan) {
        return new Engine(plan);
    }

    private Engine(RunPlan plan) {
        this.plan = plan;
        var conclave = plan.config().getConfig("conclave");
        this.settings = TradingSettings.from(conclave, plan.pace());
        this.deskTables = DeskTables.open(plan.journal());
        this.minds = new Minds(plan, settings.round().roster());
        var cluster = ClusterSettings.from(plan.config());
        this.system = ActorSystem.create(
                SpawnProtocol.create(),
                "conclave",
                PekkoSettings.of(cluster, terms(plan), plan.journal().forPekko().withFallback(plan.config())));
        this.spawning = new Spawning(system);
        var formation = Formation.of(system, cluster);
        this.placement = Placement.of(spawning, formation);
        complete(formation);
        this.pool = spawning.spawn(BacktestPool.create(plan.config()), "backtest-pool", BacktestPool.dispatcher());
        spawning.spawn(watchForStandingDown(), "standing-down");
        this.entities = new Entities(plan, settings, deskTables, minds, system, pool);
        entities.shard();
        if (formation.isShared()) {
            spawning.spawn(Bulletin.create(), "bulletin");
        }
        this.conductor = placement.single(
                singles.noting(Conductor.create(
                        score(conclave, formation),
                        new Conductor.Players(entities.desk(), entities.ledger(), entities::orchestrator))),
                "conductor");
        placement.onChange(() -> conductor.tell(new Conductor.Retake()));
        spawning.spawn(watchForTheEnd(), "ending");
        var _ = system.getWhenTerminated().thenRun(this::endedIfDowned);
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "stop-conductor", () -> {
                    endSoonIfDowned();
                    return singles.stop(STOPPING).thenCompose(stopped -> leave());
                });
    }

    private Conductor.Score score(Config conclave, Formation formation) {
        var patience = conclave.getDuration("conductor.patience");
        int attempts = conclave.getInt("conductor.attempts");
        if (formation.isShared() && patience.compareTo(PATIENCE_AMONG_OTHERS) > 0) {
            // As long in all, in smaller pieces.
            attempts = Math.toIntExact(patience.multipliedBy(attempts).dividedBy(PATIENCE_AMONG_OTHERS));
            patience = PATIENCE_AMONG_OTHERS;
        }
        return new Conductor.Score(run(), plan.tape(), plan.manifest().settingsHash(), plan.rest(), patience, attempts);
    }

    /** The system ends with whoever has nothing to think with, or could not join: half a node is none. */
    private void complete(Formation formation) {
        try {
            minds.await();
            formation.join().toCompletableFuture().join();
        } catch (RuntimeException e) {
            system.terminate();
            deskTables.close();
            minds.close();
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private boolean isDowned() {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(CoordinatedShutdown.ClusterDowningReason$.class::isInstance)
                .isPresent();
    }

    private void endedIfDowned() {
        if (isDowned()) {
            ended.complete(
                    new Conductor.GaveUp("The other nodes have taken this one out of the cluster: it did not answer"
                            + " them, or was cut off; started again it joins again, and the run goes on"));
        }
    }

    /** Others do its work by now, and it can join them only as another process. What it has not journalled nobody was told. */
    private void endSoonIfDowned() {
        if (!isDowned()) {
            return;
        }
        Thread.ofPlatform().daemon().name("conclave-given-up").start(() -> {
            LockSupport.parkNanos(GIVEN_UP.toNanos());
            Runtime.getRuntime().halt(1);
        });
    }

    /** The last node to leave closes the desk; as long as there are others, it goes on there. */
    private CompletionStage<Done> leave() {
        return placement.hasOthers() ? CompletableFuture.completedStage(Done.getInstance()) : closeDesk();
    }

    /** What waits at a venue must not trade while nobody hears of it; in virtual time nothing is out there. */
    private CompletionStage<Done> closeDesk() {
        return switch (plan.pace()) {
            case Pace.Virtual _ -> CompletableFuture.completedStage(Done.getInstance());
            case Pace.Live _ -> {
                var patience = settings.desk().upkeep().shutdownPatience().plus(ANSWER);
                CompletionStage<OrderDesk.Closed> closed =
                        AskPattern.ask(entities.desk(), OrderDesk.Close::new, patience, system.scheduler());
                yield closed.handle((left, fault) -> {
                    if (fault != null) {
                        system.log().warn("The order desk did not say that it is closed: {}", fault.toString());
                    }
                    return Done.getInstance();
                });
            }
        };
    }

    // ---- those outside

    public String run() {
        return plan.manifest().run();
    }

    public TradingSettings settings() {
        return settings;
    }

    public RunPlan plan() {
        return plan;
    }

    public ActorSystem<SpawnProtocol.Command> system() {
        return system;
    }

    /** The encoder of the analyst, for people's search; not to be used once this is closed. */
    public Meaning meaning() {
        return minds.meaning();
    }

    /** Completes when the tape is through, the run was given up, or another node has taken the account over. */
    public CompletionStage<Conductor.Ending> ending() {
        return ended;
    }

    /** Watches the conductor, again and again: it may be another one on another node. */
    private Behavior<Conductor.Ending> watchForTheEnd() {
        return Behaviors.setup(context -> {
            var again = system.scheduler()
                    .scheduleWithFixedDelay(
                            Duration.ZERO,
                            WATCH_AGAIN,
                            () -> conductor.tell(new Conductor.Watch(context.getSelf())),
                            system.executionContext());
            return Behaviors.receiveMessage(ending -> {
                again.cancel();
                ended.complete(ending);
                return Behaviors.stopped();
            });
        });
    }

    /** A node whose account is another's must not wait for a desk that says nothing any more. */
    private Behavior<OrderDesk.StoodDown> watchForStandingDown() {
        return Behaviors.setup(context -> {
            system.eventStream().tell(new EventStream.Subscribe<>(OrderDesk.StoodDown.class, context.getSelf()));
            return Behaviors.receiveMessage(told -> {
                ended.complete(new Conductor.GaveUp(told.why()));
                return Behaviors.same();
            });
        });
    }

    public CompletionStage<Conductor.Progress> progress() {
        return AskPattern.ask(conductor, Conductor.GetProgress::new, SOON, system.scheduler());
    }

    public CompletionStage<Orchestrator.Description> describe(Symbol symbol) {
        return AskPattern.ask(entities.orchestrator(symbol), Orchestrator.Describe::new, SOON, system.scheduler());
    }

    public CompletionStage<BacktestPool.Description> describePool() {
        return AskPattern.ask(pool, BacktestPool.Describe::new, SOON, system.scheduler());
    }

    /** What an agent has done for an instrument; fails when it does not answer soon. */
    public CompletionStage<Agent.Description> describe(AgentId agent, Symbol symbol) {
        return AskPattern.ask(entities.agent(agent, symbol), Agent.Describe::new, SOON, system.scheduler());
    }

    /** Gives an agent a seat in an instrument's federation; one that has a seat keeps it. */
    public CompletionStage<Orchestrator.Description> join(AgentId agent, Symbol symbol, String reason, long atNanos) {
        return AskPattern.ask(
                entities.orchestrator(symbol),
                (ActorRef<Orchestrator.Description> replyTo) ->
                        new Orchestrator.Join(agent, reason, "conclave.outside-agents", atNanos, replyTo),
                SOON,
                system.scheduler());
    }

    /** Where an agent's votes on an instrument are journalled. */
    public RecipientRef<Agent.Command> journalOf(AgentId agent, Symbol symbol) {
        return entities.agent(agent, symbol);
    }

    /** The books as of the last mark. */
    public CompletionStage<AccountSnapshot> account() {
        return AskPattern.ask(entities.ledger(), Ledger.GetSnapshot::new, SOON, system.scheduler());
    }

    /** Whether trading is halted, and why. */
    public CompletionStage<KillSwitch.Position> halt() {
        return AskPattern.ask(entities.killSwitch(), KillSwitch.Read::new, SOON, system.scheduler());
    }

    /** The account's row at the trading gate; absent if nobody ever traded or halted it. */
    public CompletionStage<Optional<HaltRow.Standing>> gate() {
        return deskTables.gate().standing(run(), settings.account());
    }

    /** Stops all orders; once it is done none is let out any more, and what waits at the venue is being taken back. */
    public CompletionStage<KillSwitch.Position> halt(String reason, String actor, long atNanos) {
        CompletionStage<KillSwitch.Position> engaged = AskPattern.ask(
                entities.killSwitch(),
                (ActorRef<KillSwitch.Position> replyTo) -> new KillSwitch.Engage(reason, actor, atNanos, replyTo),
                SOON,
                system.scheduler());
        return engaged.thenApply(position -> {
            entities.desk().tell(new OrderDesk.CancelAll(Optional.empty(), actor, system.ignoreRef()));
            return position;
        });
    }

    /** Lets orders pass again. */
    public CompletionStage<KillSwitch.Position> resume(String reason, String actor, long atNanos) {
        return AskPattern.ask(
                entities.killSwitch(),
                (ActorRef<KillSwitch.Position> replyTo) -> new KillSwitch.Release(reason, actor, atNanos, replyTo),
                SOON,
                system.scheduler());
    }

    /** Asks the order desk; fails with a {@link TimeoutException} when it does not answer in time. */
    public <T> CompletionStage<T> askDesk(Function<ActorRef<T>, OrderDesk.Command> question, Duration patience) {
        return AskPattern.ask(entities.desk(), question::apply, patience, system.scheduler());
    }

    /** Tells of each closing that is done, from an actor's thread: the listener must not wait. */
    public void onStep(String name, Consumer<Conductor.Stepped> listener) {
        var watch = Behaviors.<Conductor.Stepped>setup(context -> {
            system.eventStream().tell(new EventStream.Subscribe<>(Conductor.Stepped.class, context.getSelf()));
            return Behaviors.receiveMessage(step -> {
                listener.accept(step);
                return Behaviors.same();
            });
        });
        spawning.spawn(watch, name);
    }

    /**
     * Work that one node of the cluster does at a time; begun at once where there is only this one.
     *
     * @param work begins it; what it gives back ends it. May be asked again when this node's turn comes
     * @return ends it, if it is done here and the node does not end by itself
     */
    public Runnable duty(String name, Supplier<Runnable> work) {
        return placement.duty(name, work);
    }

    /** The most memory that a training held, MiB; zero when none was needed. */
    public long trainerPeakMib() {
        return minds.trainerPeakMib();
    }

    /** What every node of a cluster must agree on. */
    private static Terms terms(RunPlan plan) {
        return new Terms(
                plan.manifest().run(), plan.tape().id(), plan.manifest().settingsHash());
    }

    /** Closed again, it does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(LEAVING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new CompletionException("The node did not stop in " + LEAVING.toSeconds() + " seconds", e);
        } finally {
            deskTables.close();
            minds.close();
        }
    }
}
