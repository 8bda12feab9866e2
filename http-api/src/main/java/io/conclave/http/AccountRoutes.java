package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import io.conclave.http.port.Accounts;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The account over HTTP.
 * <pre>
 * GET /v1/account                    200 AccountView
 * GET /v1/positions                  200 {positions}, by symbol
 * GET /v1/equity?from=&amp;to=&amp;limit=   200 {points}, oldest first, with buy and hold
 * </pre>
 */
final class AccountRoutes extends Routing {
    private final Accounts accounts;

    AccountRoutes(Accounts accounts, Replies replies) {
        super(replies);
        this.accounts = accounts;
    }

    Route routes() {
        return concat(
                path("account", () -> read(Set.of(), _ -> accounts.account().thenApply(Replies::ok))),
                path("positions", () -> read(Set.of(), _ -> positions())),
                path("equity", () -> read(Set.of("from", "to", "limit"), this::equity)));
    }

    private CompletionStage<HttpResponse> positions() {
        return accounts.positions().thenApply(held -> Replies.ok(Map.of("positions", held)));
    }

    private CompletionStage<HttpResponse> equity(Query query) {
        return accounts.equity(query.span(5_000, 20_000)).thenApply(points -> Replies.ok(Map.of("points", points)));
    }
}
