package io.conclave.app.engine;

import io.conclave.agents.Mind;
import io.conclave.agents.analyst.AnalystAgent;
import io.conclave.agents.analyst.encoder.SentenceEncoder;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.agents.quant.QuantAgent;
import io.conclave.agents.quant.TrainingReport;
import io.conclave.agents.risk.RiskAgent;
import io.conclave.agents.risk.RiskSettings;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.persistence.news.Meaning;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** What agents of this node think with: the analyst's models, the thread that trees grow on, the native workers. */
final class Minds implements AutoCloseable {
    private final RunPlan plan;
    private final List<AgentId> roster;
    private final Meanwhile<AnalystAgent> analyst;
    private final ExecutorService quantThread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("conclave-quant").factory());
    private final AtomicLong trainerPeakKib = new AtomicLong();

    /**
     * Begins to open the models, which takes some tenths of a second: see {@link #await}.
     *
     * @param roster agents of our own; whoever has a seat besides has joined from outside
     */
    Minds(RunPlan plan, List<AgentId> roster) {
        this.plan = plan;
        this.roster = List.copyOf(roster);
        this.analyst = Meanwhile.open("models", () -> AnalystAgent.of(plan.config()));
    }

    /** Returns when all can think; throws if a model cannot be opened. */
    void await() {
        var _ = analyst.await();
    }

    Mind of(AgentId agent, Symbol symbol, ActorRef<BacktestPool.Command> pool, ActorSystem<?> system) {
        return roster.contains(agent)
                ? own(agent, symbol, pool, system)
                : plan.outside().mind(agent);
    }

    private Mind own(AgentId agent, Symbol symbol, ActorRef<BacktestPool.Command> pool, ActorSystem<?> system) {
        return switch (Roster.kindOf(agent)) {
            case ANALYST -> analyst.await().mind(agent, symbol, plan.news());
            case QUANT ->
                QuantAgent.create(
                        agent,
                        symbol,
                        plan.tape(),
                        plan.config().getConfig("conclave.quant"),
                        quantThread,
                        this::trained);
            case RISK -> RiskAgent.mind(agent, symbol, plan.tape(), pool, system, RiskSettings.from(plan.config()));
        };
    }

    private void trained(TrainingReport report) {
        trainerPeakKib.accumulateAndGet(report.pssKib(), Math::max);
    }

    /** The most memory that a training held, MiB; zero when none was needed. */
    long trainerPeakMib() {
        return trainerPeakKib.get() / 1024;
    }

    /** The encoder of the analyst, for people's search; not to be used once this is closed. */
    Meaning meaning() {
        return new Meaning(SentenceEncoder.id(), analyst.await().encoder()::encode);
    }

    /** Once no agent thinks any more. */
    @Override
    public void close() {
        analyst.close(AnalystAgent::close);
        quantThread.shutdownNow();
    }
}
