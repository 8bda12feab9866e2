package io.conclave.app.engine;

import io.conclave.agents.Agent;
import io.conclave.agents.AgentKey;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.Venue;
import io.conclave.orchestrator.execution.exchange.PaperVenue;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.settings.TradingSettings;
import io.conclave.persistence.gate.DeskTables;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;

/** Everything of a run that lives under sharding, on whichever node: how it is made here, and how it is reached from here. */
final class Entities {
    private final RunPlan plan;
    private final TradingSettings settings;
    private final DeskTables tables;
    private final Minds minds;
    private final ActorSystem<?> system;
    private final ActorRef<BacktestPool.Command> pool;
    private final TapeWait tapeWait;
    private final ClusterSharding sharding;

    Entities(
            RunPlan plan,
            TradingSettings settings,
            DeskTables tables,
            Minds minds,
            ActorSystem<?> system,
            ActorRef<BacktestPool.Command> pool) {
        this.plan = plan;
        this.settings = settings;
        this.tables = tables;
        this.minds = minds;
        this.system = system;
        this.pool = pool;
        this.tapeWait = new TapeWait(plan.tape());
        this.sharding = ClusterSharding.get(system);
    }

    /** From now on this node takes its share. */
    void shard() {
        sharding.init(Entity.of(
                Agent.TYPE,
                entity -> tapeWait.before(
                        Agent.Command.class, behavior(AgentKey.parse(entity.getEntityId())), Moments::ofAgent)));
        sharding.init(Entity.of(
                KillSwitch.TYPE, entity -> KillSwitch.create(entity.getEntityId(), settings.account(), tables.gate())));
        sharding.init(Entity.of(Ledger.TYPE, entity -> Ledger.create(run(), settings.account(), settings.cash())));
        sharding.init(Entity.of(
                OrderDesk.TYPE, entity -> tapeWait.before(OrderDesk.Command.class, deskBehavior(), Moments::ofDesk)));
        sharding.init(Entity.of(
                Orchestrator.TYPE,
                entity -> tapeWait.before(
                        Orchestrator.Command.class,
                        behavior(symbolOf(entity.getEntityId())),
                        Moments::ofOrchestrator)));
    }

    // ---- made here

    private Behavior<Agent.Command> behavior(AgentKey key) {
        return Agent.create(key, minds.of(key.agent(), key.symbol(), pool, system), System::nanoTime, plan.log());
    }

    private Behavior<OrderDesk.Command> deskBehavior() {
        var neighbours = new OrderDesk.Neighbours(
                ledger(),
                killSwitch(),
                symbol -> agent(Roster.RISK_AGENT, symbol),
                plan.tape()::instrument,
                venue(),
                tables.gate(),
                tables.fills(),
                System::nanoTime,
                Cluster.get(system).selfMember().uniqueAddress().toString());
        return OrderDesk.create(run(), settings.account(), settings.desk(), neighbours);
    }

    /** A broker's line outlives a desk that begins anew; the exchange on paper is made again from its books. */
    private Venue venue() {
        return plan.broker()
                .orElseGet(() -> new PaperVenue(
                        plan.tape(),
                        settings.exchange(),
                        settings.credit(),
                        settings.cash(),
                        tables.paperMemory(run(), settings.account())));
    }

    private Behavior<Orchestrator.Command> behavior(Symbol symbol) {
        return Orchestrator.create(
                run(), symbol, settings.round(), plan.tape(), agent -> agent(agent, symbol), plan.suspensions());
    }

    private static Symbol symbolOf(String entityId) {
        return new Symbol(entityId.substring(entityId.indexOf(':') + 1));
    }

    // ---- reached from here

    EntityRef<Agent.Command> agent(AgentId agent, Symbol symbol) {
        return sharding.entityRefFor(Agent.TYPE, new AgentKey(run(), agent, symbol).toString());
    }

    EntityRef<Orchestrator.Command> orchestrator(Symbol symbol) {
        return sharding.entityRefFor(Orchestrator.TYPE, run() + ":" + symbol);
    }

    EntityRef<OrderDesk.Command> desk() {
        return sharding.entityRefFor(OrderDesk.TYPE, run() + ":" + settings.account());
    }

    EntityRef<Ledger.Command> ledger() {
        return sharding.entityRefFor(Ledger.TYPE, run() + ":" + settings.account());
    }

    EntityRef<KillSwitch.Command> killSwitch() {
        return sharding.entityRefFor(KillSwitch.TYPE, run());
    }

    private String run() {
        return plan.manifest().run();
    }
}
