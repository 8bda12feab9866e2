package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.http.port.Orders;
import io.conclave.http.problem.Problem;
import io.conclave.http.security.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Orders, as Alpaca's users know them; what is sent is read by {@link OrderBody}.
 * <pre>
 * POST   /v1/orders              200 OrderView | 409 duplicate | 422 invalid, or the limit's code | 429 | 503
 * POST   /v1/orders/test         200 {passes: true} | as placing would be answered
 * POST   /v1/orders/cancel_all_after   200 {timeout}: the dead-man's switch, in seconds | 422 | 503
 * GET    /v1/orders?status=&amp;symbol=&amp;limit=&amp;page=   200 {orders, next}, newest first
 * DELETE /v1/orders              207 {orders: [{id, status, body}]}
 * GET    /v1/orders/{id}         200 OrderView | 404
 * PATCH  /v1/orders/{id}         200 the OrderView that takes its place | 404 | as placing
 * DELETE /v1/orders/{id}         204 the venue is asked to take it back | 404 | 422 too_late
 * GET    /v1/orders:by_client_order_id?client_order_id=   200 OrderView | 404
 * </pre>
 */
final class OrderRoutes extends Routing {
    /** Seconds. */
    private static final int LONGEST_SILENCE = 86_400;

    private final Orders orders;
    private final OrderLooks looks;

    OrderRoutes(Orders orders, Replies replies) {
        super(replies);
        this.orders = orders;
        this.looks = new OrderLooks(orders);
    }

    Route routes() {
        return concat(
                path(
                        "orders",
                        () -> concat(
                                create(this::place),
                                read(Set.of("status", "symbol", "limit", "page"), looks::list),
                                remove(this::cancelAll))),
                path("orders:by_client_order_id", () -> read(Set.of("client_order_id"), looks::named)),
                path(segment("orders").slash("test"), () -> create(this::test)),
                path(segment("orders").slash("cancel_all_after"), () -> create(this::cancelAllAfter)),
                path(
                        segment("orders").slash(segment()),
                        id -> concat(
                                read(Set.of(), _ -> looks.find(id(id))),
                                change(request -> replace(id, request)),
                                remove(request -> cancel(id, request)))));
    }

    private CompletionStage<HttpResponse> place(HttpRequest request) {
        return orders.place(OrderBody.wanted(Body.of(request)), actor(request)).thenApply(OrderAnswers::of);
    }

    private CompletionStage<HttpResponse> test(HttpRequest request) {
        return orders.test(OrderBody.wanted(Body.of(request)), actor(request))
                .thenApply(objection ->
                        objection.map(OrderAnswers::of).orElseGet(() -> Replies.ok(Map.of("passes", true))));
    }

    private CompletionStage<HttpResponse> replace(String id, HttpRequest request) {
        var body = Body.of(request);
        return orders.replace(id(id), before -> OrderChange.changed(body, before), actor(request))
                .thenApply(OrderAnswers::of);
    }

    private CompletionStage<HttpResponse> cancel(String id, HttpRequest request) {
        return orders.cancel(id(id), actor(request)).thenApply(answer -> switch (answer) {
            case Orders.Taken _ -> HttpResponse.create().withStatus(204);
            case Orders.Malformed _, Orders.Refused _ -> OrderAnswers.of(answer);
        });
    }

    private CompletionStage<HttpResponse> cancelAll(HttpRequest request) {
        return orders.cancelAll(actor(request)).thenApply(OrderAnswers::of);
    }

    private CompletionStage<HttpResponse> cancelAllAfter(HttpRequest request) {
        var timeout = Body.of(request)
                .onlyWith(Set.of("timeout"))
                .whole("timeout", 0, LONGEST_SILENCE)
                .orElseThrow(
                        () -> Query.invalid("timeout", "Must be there: so many seconds, or 0 to be watched no more."));
        return orders.cancelAllAfter(Duration.ofSeconds(timeout), actor(request))
                .thenApply(answer -> switch (answer) {
                    case Orders.Armed armed ->
                        Replies.ok(Map.of(
                                "timeout",
                                armed.within().map(Duration::toSeconds).orElse(0L)));
                    case Orders.Unwatched not -> Replies.problem(Problem.unavailable(not.code(), not.why()));
                });
    }

    private static String actor(HttpRequest request) {
        return Caller.of(request).id();
    }

    private static ClientOrderId id(String text) {
        try {
            return new ClientOrderId(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("id", "Must be the id of an order, as the server gave it.");
        }
    }
}
