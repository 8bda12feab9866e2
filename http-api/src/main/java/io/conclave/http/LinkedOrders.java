package io.conclave.http;

import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.http.port.Orders;
import java.util.List;
import java.util.Optional;

/** Orders that belong together, as Alpaca's users send them: with {@code order_class}, {@code take_profit} and {@code stop_loss}. */
final class LinkedOrders {
    private static final List<String> NOT_OF_A_PAIR =
            List.of("limit_price", "stop_price", "trail_price", "trail_percent", "post_only", "display_qty");

    private LinkedOrders() {}

    /** Two ways out of which one cancels the other. */
    static Orders.Either either(OrderBody order, WaysOut ways) {
        var sent = order.sent();
        if (order.type() != OrderType.LIMIT) {
            throw sent.invalid(
                    "type", "An oco order is of the type limit: its limit is in take_profit, its stop in stop_loss.");
        }
        order.none(NOT_OF_A_PAIR, "An oco order has its prices in take_profit and stop_loss, and no such field.");
        if (!ways.areBoth()) {
            throw sent.invalid(
                    ways.profit().isEmpty() ? "take_profit" : "stop_loss",
                    "An oco order has a take_profit and a stop_loss.");
        }
        var profit = order.wish(ways.profit(), Optional.empty());
        var terms = profit.terms();
        if (!terms.timeInForce().mayRest()) {
            throw sent.invalid("time_in_force", "An order that trades at once has no time to cancel another.");
        }
        ways.apart(profit.side());
        return new Orders.Either(
                profit,
                new OrderTerms(
                        ways.stopLimit(),
                        ways.stop(),
                        terms.timeInForce(),
                        terms.goodTillNanos(),
                        false,
                        Optional.empty()));
    }

    /** An order with one way out of what it trades. */
    static Orders.Bracketed oneWayOut(OrderBody order, WaysOut ways) {
        if (ways.profit().isPresent() == ways.stop().isPresent()) {
            throw order.sent()
                    .invalid(
                            "order_class", "An oto order has a take_profit or a stop_loss; with both it is a bracket.");
        }
        return bracketed(order, ways);
    }

    /** An order with two ways out of what it trades, of which one cancels the other. */
    static Orders.Bracketed bracket(OrderBody order, WaysOut ways) {
        if (!ways.areBoth()) {
            throw order.sent()
                    .invalid(
                            "order_class",
                            "A bracket has a take_profit and a stop_loss; with one of them it is an oto order.");
        }
        return bracketed(order, ways);
    }

    private static Orders.Bracketed bracketed(OrderBody order, WaysOut ways) {
        if (order.type() == OrderType.TRAILING_STOP) {
            throw order.sent().invalid("type", "A stop that trails can have no ways out: its order_class is simple.");
        }
        if (ways.stopLimit().isPresent()) {
            throw order.sent()
                    .invalid(
                            "stop_loss.limit_price",
                            "The stop_loss of an oto order or a bracket takes every price: leave its limit out.");
        }
        var parent = order.wish();
        ways.apart(parent.side() == Side.BUY ? Side.SELL : Side.BUY);
        return new Orders.Bracketed(parent, ways.profit(), ways.stop());
    }
}
