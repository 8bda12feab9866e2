package io.conclave.app.web;

import io.conclave.http.port.Orders;
import io.conclave.http.port.Orders.Kind;
import io.conclave.orchestrator.execution.OrderDesk;
import java.util.Locale;

/** What the desk answers, with a code for programs. */
final class Refusals {
    /** Nobody knows whether trading is halted, so it counts as if it were. */
    static final Orders.Refused UNREADABLE = new Orders.Refused(
            Kind.CLOSED, "halt_unknown", "Nobody knows at the moment whether trading is halted: try again.");

    private Refusals() {}

    static Orders.Answer answer(OrderDesk.Answer answer) {
        return switch (answer) {
            case OrderDesk.Taken taken -> new Orders.Taken(OrderViews.of(taken.order()));
            case OrderDesk.Refused refused -> of(refused);
        };
    }

    static Orders.Refused of(OrderDesk.Refused refused) {
        var why = Sentences.ended(refused.why());
        return switch (refused.reason()) {
            case DUPLICATE -> new Orders.Refused(Kind.DUPLICATE, "duplicate_client_order_id", why);
            case NO_SUCH_ORDER -> new Orders.Refused(Kind.NO_SUCH_ORDER, "not_found", why);
            case TOO_LATE -> new Orders.Refused(Kind.TOO_LATE, "too_late", why);
            case NOT_TRADABLE -> new Orders.Refused(Kind.NOT_ALLOWED, "not_tradable", why);
            case LIMIT -> new Orders.Refused(Kind.NOT_ALLOWED, code(refused, "limit"), why);
            case TOO_MANY -> new Orders.Refused(Kind.TOO_MANY, code(refused, "venue_rate"), why);
            case HALTED -> new Orders.Refused(Kind.CLOSED, "halted", why);
            case NOT_READY -> new Orders.Refused(Kind.CLOSED, "not_reconciled", why);
        };
    }

    static Orders.Refused halted(String reason) {
        return new Orders.Refused(Kind.CLOSED, "halted", Sentences.ended("Trading is halted: " + reason));
    }

    /** The limit's own name, if one of the account's stands against it. */
    private static String code(OrderDesk.Refused refused, String otherwise) {
        return refused.limit()
                .map(limit -> limit.name().toLowerCase(Locale.ROOT))
                .orElse(otherwise);
    }
}
