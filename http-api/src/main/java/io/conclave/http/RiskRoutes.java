package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.conclave.http.port.Risk;
import io.conclave.http.problem.Problem;
import io.conclave.http.security.Caller;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Risk and its limits.
 * <pre>
 * GET /v1/risk          200 RiskView
 * PUT /v1/risk/limits   200 LimitsView | 422 invalid | 503 not_reconciled or no_desk
 * </pre>
 */
final class RiskRoutes extends Routing {
    private final Risk risk;

    RiskRoutes(Risk risk, Replies replies) {
        super(replies);
        this.risk = risk;
    }

    Route routes() {
        return concat(
                path("risk", () -> read(Set.of(), _ -> risk.risk().thenApply(Replies::ok))),
                path(segment("risk").slash("limits"), () -> replace(this::change)));
    }

    private CompletionStage<HttpResponse> change(HttpRequest request) {
        var body = Body.of(request);
        return risk.change(
                        before -> LimitsBody.changed(body, before),
                        Caller.of(request).id())
                .thenApply(answer -> switch (answer) {
                    case Risk.Set set -> Replies.ok(set.limits());
                    case Risk.Malformed bad -> Replies.problem(Problem.invalid(bad.field(), bad.why()));
                    case Risk.Refused refused -> Replies.problem(Problem.unavailable(refused.code(), refused.why()));
                });
    }
}
