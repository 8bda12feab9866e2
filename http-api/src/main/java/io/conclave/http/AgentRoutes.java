package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.http.port.Agents;
import io.conclave.http.problem.Problem;
import io.conclave.http.view.LogView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The federation over HTTP.
 * <pre>
 * GET /v1/agents                              200 {agents}, by name
 * GET /v1/agents/{id}                         200 AgentView | 404 not_found
 * GET /v1/agents/{id}/logs?limit=&amp;page=        200 {entries, next}, newest first
 * GET /v1/predictions/{symbol}                200 PredictionView | 404 not_found
 * GET /v1/weights?symbol=&amp;from=&amp;to=&amp;limit=   200 {points}, oldest first
 * </pre>
 */
final class AgentRoutes extends Routing {
    private final Agents agents;

    AgentRoutes(Agents agents, Replies replies) {
        super(replies);
        this.agents = agents;
    }

    Route routes() {
        return concat(
                path("agents", () -> read(Set.of(), _ -> all())),
                path(segment("agents").slash(segment()), id -> read(Set.of(), _ -> one(id))),
                path(
                        segment("agents").slash(segment()).slash("logs"),
                        id -> read(Set.of("limit", "page"), query -> logs(id(id), query))),
                path(segment("predictions").slash(segment()), symbol -> read(Set.of(), _ -> prediction(symbol))),
                path("weights", () -> read(Set.of("symbol", "from", "to", "limit"), this::weights)));
    }

    private CompletionStage<HttpResponse> all() {
        return agents.all().thenApply(all -> Replies.ok(Map.of("agents", all)));
    }

    private static AgentId id(String name) {
        try {
            return new AgentId(name);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("id", String.valueOf(e.getMessage()));
        }
    }

    /** @param next hand it back as {@code page} for what is older; absent on the last page */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record LogPage(List<LogView> entries, Optional<String> next) {}

    private CompletionStage<HttpResponse> logs(AgentId id, Query query) {
        int limit = query.whole("limit", 50, 1, 500);
        // One more than asked for tells whether there is another page.
        return agents.logs(id, query.read("page", Pages::log), limit + 1).thenApply(found -> {
            var shown = found.subList(0, Math.min(found.size(), limit));
            return Replies.ok(new LogPage(
                    shown, found.size() > limit ? Optional.of(Pages.after(shown.getLast())) : Optional.empty()));
        });
    }

    private CompletionStage<HttpResponse> prediction(String name) {
        Symbol symbol;
        try {
            symbol = new Symbol(name);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("symbol", String.valueOf(e.getMessage()));
        }
        return agents.prediction(symbol)
                .thenApply(known -> known.map(Replies::ok)
                        .orElseGet(() ->
                                Replies.problem(Problem.notFound("No model has said anything of " + symbol + "."))));
    }

    private CompletionStage<HttpResponse> one(String name) {
        var id = id(name);
        return agents.one(id)
                .thenApply(agent -> agent.map(Replies::ok)
                        .orElseGet(() -> Replies.problem(Problem.notFound("No agent " + id + " sits here."))));
    }

    private CompletionStage<HttpResponse> weights(Query query) {
        return agents.weights(query.requiredSymbol(), query.span(5_000, 20_000))
                .thenApply(points -> Replies.ok(Map.of("points", points)));
    }
}
