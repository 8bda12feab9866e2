package io.conclave.agents.quant;

import com.typesafe.config.Config;
import io.conclave.agents.MarketTape;
import io.conclave.agents.Mind;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Where a Quant comes from. */
public final class QuantAgent {
    private QuantAgent() {}

    /**
     * @param settings the block {@code conclave.quant}
     * @param executor where it thinks, and waits for its trainer: up to seconds, so never the actors' own
     */
    public static Mind create(AgentId agent, Symbol symbol, MarketTape tape, Config settings, Executor executor) {
        return create(agent, symbol, tape, settings, executor, report -> {});
    }

    /**
     * @param onTrained told of each model trained, not of those found on the shelf; called on the executor
     */
    public static Mind create(
            AgentId agent,
            Symbol symbol,
            MarketTape tape,
            Config settings,
            Executor executor,
            Consumer<TrainingReport> onTrained) {
        var quant = QuantSettings.from(settings);
        return new Quant(agent, symbol, tape, quant, new ModelShelf(quant.trainer(), onTrained), executor);
    }
}
