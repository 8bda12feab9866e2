package io.conclave.agents.analyst;

import io.conclave.agents.Mind;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.agents.analyst.Retrieval.Found;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The Analyst's way of thinking: find the news, abstain if there is none, else let a reader judge it.
 *
 * <p>Finding runs on the analyst's own thread, never on an actor's. A question about a moment without relevant news costs
 * no reader.
 */
final class AnalystMind implements Mind {
    /** Judges the news that was found; never called without any. */
    interface Reader extends Function<Reading, CompletionStage<Opinion>> {
        String modelId();
    }

    /** A question with the news that bears on it, best first. */
    record Reading(Question question, List<Found> found) {}

    private final AgentId agent;
    private final Retrieval retrieval;
    private final Reader reader;
    private final Executor thread;
    private final Consumer<List<String>> quarantine;

    AnalystMind(AgentId agent, Retrieval retrieval, Reader reader, Executor thread, Consumer<List<String>> quarantine) {
        this.agent = agent;
        this.retrieval = retrieval;
        this.reader = reader;
        this.thread = thread;
        this.quarantine = quarantine;
    }

    @Override
    public AgentId agent() {
        return agent;
    }

    @Override
    public CompletionStage<Opinion> opine(Question question) {
        return CompletableFuture.supplyAsync(
                        () -> retrieval.search(question.decision().symbol(), question.asOfNanos()), thread)
                .thenComposeAsync(result -> judge(question, result), thread);
    }

    private CompletionStage<Opinion> judge(Question question, Retrieval.Result result) {
        quarantine.accept(result.quarantined());
        var opinion = result.best().isEmpty()
                ? CompletableFuture.completedStage(abstention(result))
                : reader.apply(new Reading(question, result.best()));
        return opinion.thenApply(said -> said.because(said.reasoning().seeing(seen(result))));
    }

    private static Map<String, ?> seen(Retrieval.Result result) {
        var found = result.best().stream()
                .map(each -> Map.of("id", each.item().id(), "relevance", each.relevance(), "weight", each.weight()))
                .toList();
        return Map.of("candidates", result.candidates(), "found", found, "set_aside", result.quarantined());
    }

    private Opinion abstention(Retrieval.Result result) {
        int aside = result.quarantined().size();
        if (aside > 0 && aside == result.candidates()) {
            return Opinion.abstaining(
                    Ballot.Reason.QUARANTINED,
                    "All " + aside + " items of news were set aside: they give orders instead of telling news",
                    reader.modelId());
        }
        String detail = result.candidates() == 0
                ? "No news within the lookback"
                : "None of " + result.candidates() + " items of news within the lookback is relevant"
                        + (aside > 0 ? "; " + aside + " of them were set aside" : "");
        return Opinion.abstaining(Ballot.Reason.NO_EVIDENCE, detail, reader.modelId());
    }
}
