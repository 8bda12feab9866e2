package io.conclave.http.port;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.http.view.AgentView;
import io.conclave.http.view.LogView;
import io.conclave.http.view.PredictionView;
import io.conclave.http.view.WeightPoint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who sits in the federation, and how each has done. */
public interface Agents {
    /** By name. */
    CompletionStage<List<AgentView>> all();

    CompletionStage<Optional<AgentView>> one(AgentId id);

    /** Where a log is read on: behind this row, the newest first. */
    record LogPlace(long asOfNanos, Symbol symbol, long row) {}

    /** How an agent came to its opinions: the newest first, of one moment by instrument. */
    CompletionStage<List<LogView>> logs(AgentId id, Optional<LogPlace> after, int limit);

    /** What the model in service says; empty where none is, or before its first round. */
    CompletionStage<Optional<PredictionView>> prediction(Symbol symbol);

    /** Oldest first; the newest when there are more than the span's limit. */
    CompletionStage<List<WeightPoint>> weights(Symbol symbol, Span span);
}
