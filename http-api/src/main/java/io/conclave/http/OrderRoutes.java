package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.http.port.Orders;
import io.conclave.http.problem.Problem;
import io.conclave.http.security.Caller;
import io.conclave.http.view.OrderView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Orders, as Alpaca's users know them.
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

    OrderRoutes(Orders orders, Replies replies) {
        super(replies);
        this.orders = orders;
    }

    /** @param next hand it back as {@code page} for what is older; absent on the last page */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record OrderPage(List<OrderView> orders, Optional<String> next) {}

    Route routes() {
        return concat(
                path(
                        "orders",
                        () -> concat(
                                create(this::place),
                                read(Set.of("status", "symbol", "limit", "page"), this::list),
                                remove(this::cancelAll))),
                path("orders:by_client_order_id", () -> read(Set.of("client_order_id"), this::named)),
                path(segment("orders").slash("test"), () -> create(this::test)),
                path(segment("orders").slash("cancel_all_after"), () -> create(this::cancelAllAfter)),
                path(
                        segment("orders").slash(segment()),
                        id -> concat(
                                read(Set.of(), _ -> find(id)),
                                change(request -> replace(id, request)),
                                remove(request -> cancel(id, request)))));
    }

    // ---- what acts

    private CompletionStage<HttpResponse> place(HttpRequest request) {
        return orders.place(OrderBody.wish(Body.of(request)), actor(request)).thenApply(OrderAnswers::of);
    }

    private CompletionStage<HttpResponse> test(HttpRequest request) {
        return orders.test(OrderBody.wish(Body.of(request)), actor(request))
                .thenApply(objection ->
                        objection.map(OrderAnswers::of).orElseGet(() -> Replies.ok(Map.of("passes", true))));
    }

    private CompletionStage<HttpResponse> replace(String id, HttpRequest request) {
        var body = Body.of(request);
        return orders.replace(id(id), before -> OrderBody.changed(body, before), actor(request))
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

    // ---- what looks

    private CompletionStage<HttpResponse> list(Query query) {
        var open = query.read("status", OrderRoutes::open).orElse(Optional.of(true));
        int limit = query.whole("limit", 50, 1, 500);
        // One more than asked for tells whether there is another page.
        return orders.newestFirst(new Orders.Search(open, query.symbol(), query.read("page", Pages::order), limit + 1))
                .thenApply(found -> Replies.ok(page(found, limit)));
    }

    private static Optional<Boolean> open(String status) {
        return switch (status) {
            case "open" -> Optional.of(true);
            case "closed" -> Optional.of(false);
            case "all" -> Optional.empty();
            default -> throw new IllegalArgumentException("There are: open, closed, all.");
        };
    }

    private static OrderPage page(List<OrderView> found, int limit) {
        if (found.size() <= limit) {
            return new OrderPage(found, Optional.empty());
        }
        var shown = found.subList(0, limit);
        return new OrderPage(shown, Optional.of(Pages.after(shown.getLast())));
    }

    private CompletionStage<HttpResponse> find(String id) {
        return orders.find(id(id)).thenApply(order -> shown(id, order));
    }

    private CompletionStage<HttpResponse> named(Query query) {
        var name = query.required("client_order_id", OrderBody::name);
        return orders.named(name).thenApply(order -> shown(name, order));
    }

    private static HttpResponse shown(String name, Optional<OrderView> order) {
        return order.map(Replies::ok)
                .orElseGet(() -> Replies.problem(Problem.notFound("There is no order " + name + ".")));
    }

    private static ClientOrderId id(String text) {
        try {
            return new ClientOrderId(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("id", "Must be the id of an order, as the server gave it.");
        }
    }
}
