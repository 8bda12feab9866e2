package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.conclave.domain.vote.AgentId;
import io.conclave.http.port.Agents;
import io.conclave.http.problem.Problem;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The federation over HTTP.
 * <pre>
 * GET /v1/agents                              200 {agents}, by name
 * GET /v1/agents/{id}                         200 AgentView | 404 not_found
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
                path("weights", () -> read(Set.of("symbol", "from", "to", "limit"), this::weights)));
    }

    private CompletionStage<HttpResponse> all() {
        return agents.all().thenApply(all -> Replies.ok(Map.of("agents", all)));
    }

    private CompletionStage<HttpResponse> one(String name) {
        AgentId id;
        try {
            id = new AgentId(name);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("id", String.valueOf(e.getMessage()));
        }
        return agents.one(id)
                .thenApply(agent -> agent.map(Replies::ok)
                        .orElseGet(() -> Replies.problem(Problem.notFound("No agent " + id + " sits here."))));
    }

    private CompletionStage<HttpResponse> weights(Query query) {
        return agents.weights(query.requiredSymbol(), query.span(5_000, 20_000))
                .thenApply(points -> Replies.ok(Map.of("points", points)));
    }
}
