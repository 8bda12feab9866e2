package io.conclave.app.web;

import io.conclave.agents.Agent;
import io.conclave.app.engine.Engine;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Vote;
import io.conclave.http.port.Agents;
import io.conclave.http.view.ForecastView;
import io.conclave.http.view.Instants;
import io.conclave.http.view.LogView;
import io.conclave.http.view.PredictionView;
import io.conclave.persistence.agentlog.AgentLogReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How agents came to their opinions, from their log; and the newest opinion of the model in service. */
final class Thoughts {
    private static final AgentId QUANT = new AgentId("quant");
    private static final double NANOS_A_MILLI = 1e6;

    private final Engine engine;
    private final AgentLogReader log;
    private final Readers readers;

    Thoughts(Engine engine, AgentLogReader log, Readers readers) {
        this.engine = engine;
        this.log = log;
        this.readers = readers;
    }

    CompletionStage<List<LogView>> logs(AgentId id, Optional<Agents.LogPlace> after, int limit) {
        var last = after.map(
                place -> new AgentLogReader.Last(new DecisionId(place.symbol(), place.asOfNanos()), place.row()));
        return readers.read(() -> log.newest(engine.run(), id, last, limit).stream()
                .map(Thoughts::view)
                .toList());
    }

    private static LogView view(AgentLogReader.Recorded recorded) {
        var entry = recorded.entry();
        return new LogView(
                recorded.row(),
                entry.decision(),
                recorded.attempt(),
                entry.modelId(),
                entry.promptHash(),
                entry.responseHash(),
                entry.inputs(),
                entry.outputs(),
                entry.tokens(),
                BigDecimal.valueOf(entry.costMicros(), 6).stripTrailingZeros().toPlainString(),
                entry.latencyNanos() / NANOS_A_MILLI,
                Instants.ofNanos(recorded.recordedAtNanos()));
    }

    /** The quant's is the one that predicts: the others read news, or measure risk. */
    CompletionStage<Optional<PredictionView>> prediction(Symbol symbol) {
        boolean serves = engine.settings().round().roster().contains(QUANT)
                && engine.plan().tape().symbols().contains(symbol);
        return serves
                ? engine.describe(QUANT, symbol)
                        .thenApply(Agent.Description::latest)
                        .thenApply(latest -> latest.map(Thoughts::view))
                : CompletableFuture.completedStage(Optional.empty());
    }

    private static PredictionView view(Vote vote) {
        var decision = vote.decision();
        var forecast = vote.ballot() instanceof Ballot.Cast(var cast)
                ? Optional.of(ForecastView.of(cast))
                : Optional.<ForecastView>empty();
        var reason = vote.ballot() instanceof Ballot.Abstained(var _, var detail)
                ? Optional.of(detail)
                : Optional.<String>empty();
        return new PredictionView(
                decision.symbol(),
                vote.agent(),
                decision,
                Instants.ofNanos(decision.asOfNanos()),
                forecast,
                reason,
                vote.made().modelId(),
                vote.made().latencyNanos() / NANOS_A_MILLI);
    }
}
