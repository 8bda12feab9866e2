package io.conclave.http.port;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.http.view.AgentView;
import io.conclave.http.view.WeightPoint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who sits in the federation, and how each has done. */
public interface Agents {
    /** By name. */
    CompletionStage<List<AgentView>> all();

    CompletionStage<Optional<AgentView>> one(AgentId id);

    /** Oldest first; the newest when there are more than the span's limit. */
    CompletionStage<List<WeightPoint>> weights(Symbol symbol, Span span);
}
