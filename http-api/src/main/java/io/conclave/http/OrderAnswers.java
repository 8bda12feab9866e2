package io.conclave.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.http.port.Orders;
import io.conclave.http.problem.Problem;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** What became of an order, in HTTP's words. */
final class OrderAnswers {
    private OrderAnswers() {}

    /** @param status as an answer of its own would have it */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record One(ClientOrderId id, int status, Object body) {}

    static HttpResponse of(Orders.Answer answer) {
        return switch (answer) {
            case Orders.Taken taken -> Replies.ok(taken.order());
            case Orders.Malformed bad -> Replies.problem(Problem.invalid(bad.field(), bad.why()));
            case Orders.Refused refused -> of(refused);
        };
    }

    static HttpResponse of(Orders.All answer) {
        return switch (answer) {
            case Orders.Each each -> Replies.json(207, Map.of("orders", items(each.orders())));
            case Orders.Closed closed -> Replies.problem(Problem.unavailable(closed.code(), closed.why()));
        };
    }

    private static HttpResponse of(Orders.Refused refused) {
        var problem = switch (refused.kind()) {
            case DUPLICATE -> Problem.of(409, "Conflict", refused.code(), refused.why());
            case NO_SUCH_ORDER -> Problem.of(404, "Not found", refused.code(), refused.why());
            case TOO_LATE, NOT_ALLOWED -> Problem.of(422, "Order refused", refused.code(), refused.why());
            case TOO_MANY -> Problem.of(429, "Too many orders", refused.code(), refused.why());
            case CLOSED -> Problem.unavailable(refused.code(), refused.why());
        };
        var response = Replies.problem(problem);
        // The window slides: a place in it may be free at any moment.
        return refused.kind() == Orders.Kind.TOO_MANY
                ? response.addHeader(RawHeader.create("Retry-After", "1"))
                : response;
    }

    private static List<One> items(List<Orders.One> orders) {
        return orders.stream()
                .map(one -> one.objection()
                        .map(why ->
                                new One(one.order().id(), 422, Problem.of(422, "Order not cancelled", "too_late", why)))
                        .orElseGet(() -> new One(one.order().id(), 200, one.order())))
                .toList();
    }
}
