package io.conclave.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.http.port.Orders;
import io.conclave.http.problem.Problem;
import io.conclave.http.view.OrderView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** A look at orders, whoever placed them: one, or a page. */
final class OrderLooks {
    private final Orders orders;

    OrderLooks(Orders orders) {
        this.orders = orders;
    }

    /** @param next hand it back as {@code page} for what is older; absent on the last page */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record OrderPage(List<OrderView> orders, Optional<String> next) {}

    CompletionStage<HttpResponse> list(Query query) {
        var open = query.read("status", OrderLooks::open).orElse(Optional.of(true));
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

    CompletionStage<HttpResponse> find(ClientOrderId id) {
        return orders.find(id).thenApply(order -> shown(id.value(), order));
    }

    CompletionStage<HttpResponse> named(Query query) {
        var name = query.required("client_order_id", OrderTermsFields::name);
        return orders.named(name).thenApply(order -> shown(name, order));
    }

    private static HttpResponse shown(String name, Optional<OrderView> order) {
        return order.map(Replies::ok)
                .orElseGet(() -> Replies.problem(Problem.notFound("There is no order " + name + ".")));
    }
}
