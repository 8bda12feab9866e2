package io.conclave.orchestrator.session;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.agents.AgentKey;
import io.conclave.agents.AgentLog;
import io.conclave.agents.MarketTape;
import io.conclave.agents.Mind;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.orchestrator.consensus.Standing;
import io.conclave.orchestrator.execution.OneGate;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.PostedFills;
import io.conclave.orchestrator.execution.exchange.Drawer;
import io.conclave.orchestrator.execution.exchange.PaperVenue;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.replay.Replay;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.round.Suspensions;
import io.conclave.orchestrator.settings.TradingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** A whole run on a small tape: every actor of the room is real, the agents' minds are the test's. */
final class PaperRun {
    static final List<AgentId> ROSTER = List.of(new AgentId("analyst"), new AgentId("quant"), new AgentId("risk"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit;
    private final String run;
    private final MarketTape tape;
    private final BiFunction<AgentId, Symbol, Mind> minds;
    private final TradingSettings settings;
    private final Duration rest;
    private final Suspensions suspensions;
    private final OneGate gate = new OneGate();
    private final Drawer drawer = new Drawer();
    private final List<ActorRef<?>> actors = new ArrayList<>();
    private ActorRef<Conductor.Command> conductor;
    private ActorRef<KillSwitch.Command> killSwitch;
    private ActorRef<Ledger.Command> ledger;
    private final Map<Symbol, ActorRef<Orchestrator.Command>> orchestrators = new HashMap<>();
    private final Map<AgentKey, ActorRef<Agent.Command>> agents = new ConcurrentHashMap<>();
    private final List<AgentId> present = new ArrayList<>(ROSTER);

    PaperRun(ActorTestKit kit, String run, MarketTape tape, BiFunction<AgentId, Symbol, Mind> minds) {
        this(kit, run, tape, minds, Duration.ZERO);
    }

    /**
     * @param rest wall time between two closings
     */
    PaperRun(ActorTestKit kit, String run, MarketTape tape, BiFunction<AgentId, Symbol, Mind> minds, Duration rest) {
        this(kit, run, tape, minds, rest, Suspensions.NONE);
    }

    /** @param suspensions what keeps rounds from being traded on */
    PaperRun(
            ActorTestKit kit,
            String run,
            MarketTape tape,
            BiFunction<AgentId, Symbol, Mind> minds,
            Duration rest,
            Suspensions suspensions) {
        this.suspensions = suspensions;
        this.rest = rest;
        this.kit = kit;
        this.run = run;
        this.tape = tape;
        this.minds = minds;
        this.settings = settings();
        start();
    }

    static TradingSettings settings() {
        Config config = ConfigFactory.parseString("conclave.pace.virtual { attempts = 50, pause = 5 ms }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve()
                .getConfig("conclave");
        return TradingSettings.from(config, TradingSettings.virtualPace(config));
    }

    private void start() {
        killSwitch = spawn(KillSwitch.create(run, settings.account(), gate));
        ledger = spawn(Ledger.create(run, settings.account(), settings.cash()));
        for (Symbol symbol : tape.symbols()) {
            for (AgentId agent : present) {
                var key = new AgentKey(run, agent, symbol);
                agents.put(key, agent(key));
            }
        }
        var desk = spawn(OrderDesk.create(
                run,
                settings.account(),
                settings.desk(),
                new OrderDesk.Neighbours(
                        ledger,
                        killSwitch,
                        symbol -> agents.get(new AgentKey(run, new AgentId("risk"), symbol)),
                        tape::instrument,
                        new PaperVenue(tape, settings.exchange(), settings.credit(), settings.cash(), drawer),
                        gate,
                        new PostedFills(PersistenceTestKit.create(kit.system())),
                        System::nanoTime,
                        "paper run")));
        for (Symbol symbol : tape.symbols()) {
            orchestrators.put(
                    symbol,
                    spawn(Orchestrator.create(
                            run,
                            symbol,
                            settings.round(),
                            tape,
                            agent -> (RecipientRef<Agent.Command>) agents.get(new AgentKey(run, agent, symbol)),
                            suspensions)));
        }
        conductor = spawn(Conductor.create(
                new Conductor.Score(run, tape, "settings", rest, Duration.ofSeconds(3), 20),
                new Conductor.Players(desk, ledger, orchestrators::get)));
    }

    private ActorRef<Agent.Command> agent(AgentKey key) {
        return spawn(Agent.create(key, minds.apply(key.agent(), key.symbol()), () -> 0, AgentLog.none()));
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior) {
        ActorRef<T> actor = kit.spawn(behavior);
        actors.add(actor);
        return actor;
    }

    /** Stops every actor, wherever it stands, and starts them all on the same journal. */
    void crashAndRestart() {
        actors.forEach(actor -> kit.stop(actor, PATIENCE));
        actors.clear();
        start();
    }

    void halt() {
        TestProbe<KillSwitch.Position> probe = kit.createTestProbe();
        killSwitch.tell(new KillSwitch.Engage("test", "tester", 0, probe.getRef()));
        probe.receiveMessage(PATIENCE);
    }

    void mute(Symbol symbol, AgentId agent) {
        TestProbe<Orchestrator.Description> probe = kit.createTestProbe();
        orchestrator(symbol)
                .tell(new Orchestrator.SetStanding(agent, Standing.MUTED, "test", "tester", 0, probe.getRef()));
        probe.receiveMessage(PATIENCE);
    }

    /** Brings an agent, whose mind is the test's, and lets it join. */
    void join(Symbol symbol, AgentId agent) {
        present.add(agent);
        var key = new AgentKey(run, agent, symbol);
        agents.put(key, agent(key));
        TestProbe<Orchestrator.Description> probe = kit.createTestProbe();
        orchestrator(symbol).tell(new Orchestrator.Join(agent, "test", "tester", 0, probe.getRef()));
        probe.receiveMessage(PATIENCE);
    }

    /** Tells the orchestrator to hold a round, outside the conductor's order. */
    void begin(Symbol symbol, long asOfNanos) {
        TestProbe<AccountSnapshot> books = kit.createTestProbe();
        ledger.tell(new Ledger.GetSnapshot(books.getRef()));
        TestProbe<Orchestrator.RoundAnswer> probe = kit.createTestProbe();
        orchestrator(symbol)
                .tell(new Orchestrator.Begin(
                        asOfNanos, books.receiveMessage(PATIENCE), Optional.empty(), probe.getRef()));
    }

    private ActorRef<Orchestrator.Command> orchestrator(Symbol symbol) {
        return requireNonNull(orchestrators.get(symbol));
    }

    Orchestrator.Description describe(Symbol symbol) {
        TestProbe<Orchestrator.Description> probe = kit.createTestProbe();
        orchestrator(symbol).tell(new Orchestrator.Describe(probe.getRef()));
        return probe.receiveMessage(PATIENCE);
    }

    Conductor.Ending ending() {
        TestProbe<Conductor.Ending> probe = kit.createTestProbe();
        conductor.tell(new Conductor.Watch(probe.getRef()));
        return probe.receiveMessage(PATIENCE);
    }

    /** As when a node has gone, or come. */
    void retake() {
        conductor.tell(new Conductor.Retake());
    }

    String hash() {
        return switch (ending()) {
            case Conductor.Completed completed -> completed.runHash();
            case Conductor.GaveUp gaveUp -> throw new AssertionError(gaveUp.why());
        };
    }

    int steps() {
        TestProbe<Conductor.Progress> probe = kit.createTestProbe();
        conductor.tell(new Conductor.GetProgress(probe.getRef()));
        return probe.receiveMessage(PATIENCE).steps();
    }

    List<Orchestrator.Event> rounds(PersistenceTestKit journal, Symbol symbol) {
        return stored(journal, "Orchestrator|" + run + ":" + symbol, Orchestrator.Event.class);
    }

    List<OrderDesk.Event> desk(PersistenceTestKit journal) {
        return stored(journal, "OrderDesk|" + run + ":" + settings.account(), OrderDesk.Event.class);
    }

    List<Ledger.Event> books(PersistenceTestKit journal) {
        return stored(journal, "Portfolio|" + run + ":" + settings.account(), Ledger.Event.class);
    }

    Replay.Result replay(PersistenceTestKit journal) {
        var rounds = new TreeMap<Symbol, List<Orchestrator.Event>>();
        tape.symbols().forEach(symbol -> rounds.put(symbol, rounds(journal, symbol)));
        return Replay.of(
                rounds, desk(journal), settings.round(), settings.desk().limits(), settings.account());
    }

    private static <E> List<E> stored(PersistenceTestKit journal, String id, Class<E> type) {
        return journal.persistedInStorage(id).stream().map(type::cast).toList();
    }
}
