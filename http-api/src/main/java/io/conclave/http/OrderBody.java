package io.conclave.http;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Price;
import io.conclave.http.port.Orders;
import io.conclave.http.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An order as it is sent, or orders that belong together; what cannot be read is answered with its field. */
final class OrderBody {
    private static final Set<String> FIELDS = Set.of(
            "symbol",
            "side",
            "qty",
            "type",
            "time_in_force",
            "limit_price",
            "stop_price",
            "expires_at",
            "display_qty",
            "post_only",
            "client_order_id",
            "order_class",
            "take_profit",
            "stop_loss",
            "trail_price",
            "trail_percent");

    private enum OrderClass {
        SIMPLE,
        OCO,
        OTO,
        BRACKET
    }

    private final Fields sent;
    private final OrderTermsFields fields;
    private final OrderType type;

    private OrderBody(Fields sent) {
        this.sent = sent;
        this.fields = new OrderTermsFields(sent);
        this.type = sent.choice("type", OrderType.class);
    }

    /** @throws ProblemException 422 with the field to blame */
    static Orders.Wanted wanted(Body body) {
        var sent = body.onlyWith(FIELDS);
        var order = new OrderBody(sent);
        return switch (sent.optionalChoice("order_class", OrderClass.class).orElse(OrderClass.SIMPLE)) {
            case SIMPLE -> order.alone();
            case OCO -> LinkedOrders.either(order, WaysOut.of(sent));
            case OTO -> LinkedOrders.oneWayOut(order, WaysOut.of(sent));
            case BRACKET -> LinkedOrders.bracket(order, WaysOut.of(sent));
        };
    }

    private Orders.Wanted alone() {
        none(List.of("take_profit", "stop_loss"), "Only orders of the classes oco, oto and bracket have one.");
        return type == OrderType.TRAILING_STOP ? TrailingStop.of(this) : wish();
    }

    Fields sent() {
        return sent;
    }

    OrderTermsFields fields() {
        return fields;
    }

    OrderType type() {
        return type;
    }

    /** As it is sent, with the prices that its type has. */
    Orders.Wish wish() {
        none(List.of("trail_price", "trail_percent"), "Only an order of the type trailing_stop has one.");
        var limit = fields.price("limit_price");
        var stop = fields.price("stop_price");
        fields.require("limit_price", type.hasLimit(), limit.isPresent());
        fields.require("stop_price", type.hasStop(), stop.isPresent());
        return wish(limit, stop);
    }

    /** The same with prices from elsewhere. */
    Orders.Wish wish(Optional<Price> limit, Optional<Price> stop) {
        return new Orders.Wish(
                fields.name(),
                symbol(),
                side(),
                fields.quantity(),
                fields.terms(limit, stop, timeInForce(), fields.expiry(), sent.flag("post_only"), fields.shown()));
    }

    Symbol symbol() {
        return sent.read("symbol", Symbol::new);
    }

    Side side() {
        return sent.choice("side", Side.class);
    }

    TimeInForce timeInForce() {
        return sent.choice("time_in_force", TimeInForce.class);
    }

    /** None of these fields may be there. */
    void none(List<String> others, String why) {
        others.stream().filter(sent::says).findFirst().ifPresent(field -> {
            throw sent.invalid(field, why);
        });
    }
}
