package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.http.port.Votes;
import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import io.conclave.http.security.Caller;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Rounds, for the agents that vote in them from outside.
 * <pre>
 * POST /v1/rounds/{id}/votes   202 {decision, agent} | 403 no_seat | 404 no_round | 409 too_late | 422 invalid
 * </pre>
 */
final class RoundRoutes extends Routing {
    private final Votes votes;

    RoundRoutes(Votes votes, Replies replies) {
        super(replies);
        this.votes = votes;
    }

    Route routes() {
        return path(segment("rounds").slash(segment()).slash("votes"), id -> create(request -> cast(id, request)));
    }

    private CompletionStage<HttpResponse> cast(String text, HttpRequest request) {
        var round = decision(text);
        var by = agent(Caller.of(request));
        return votes.cast(round, by, Body.of(request).text()).thenApply(answer -> switch (answer) {
            case Votes.Taken _ -> Replies.json(202, Map.of("decision", round, "agent", by));
            case Votes.Malformed bad -> Replies.problem(Problem.invalid(bad.field(), bad.why()));
            case Votes.Stranger stranger -> Replies.problem(Problem.of(403, "Forbidden", "no_seat", stranger.why()));
            case Votes.TooLate late -> Replies.problem(Problem.of(409, "Conflict", "too_late", late.why()));
            case Votes.NoRound none -> Replies.problem(Problem.of(404, "Not found", "no_round", none.why()));
        });
    }

    private static DecisionId decision(String text) {
        try {
            return DecisionId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("id", String.valueOf(e.getMessage()));
        }
    }

    private static AgentId agent(Caller caller) {
        try {
            return new AgentId(caller.label());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(
                    403,
                    "Forbidden",
                    "no_seat",
                    "The label of your key is no agent's name: ./conclave keys create --role agent --label NAME."));
        }
    }
}
