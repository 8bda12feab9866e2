package io.conclave.app.web;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Orders;
import io.conclave.http.view.Instants;
import io.conclave.http.view.OrderTiesView;
import io.conclave.http.view.OrderView;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderTies;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An order of the desk as the API shows it. */
final class OrderViews {
    private OrderViews() {}

    static OrderView of(DeskOrder order) {
        var ticket = order.ticket();
        var terms = ticket.terms();
        return new OrderView(
                order.id(),
                order.name(),
                ticket.symbol(),
                OrderView.side(ticket.side()),
                ticket.quantity(),
                order.filled(),
                average(order.worth(), order.filled()),
                OrderView.type(terms),
                terms.timeInForce().name().toLowerCase(Locale.ROOT),
                terms.limit(),
                terms.stop(),
                expiry(terms),
                terms.postOnly(),
                terms.shown(),
                OrderView.status(state(order)),
                order.actor(),
                order.decision(),
                order.replaces(),
                order.replacement(),
                order.why().isEmpty() ? Optional.empty() : Optional.of(Sentences.ended(order.why())),
                Instants.ofNanos(ticket.atNanos()),
                OrderTiesView.NONE);
    }

    /** With what it has to do with others. */
    static OrderView of(DeskOrder order, OrderTies ties) {
        return of(order).tied(view(ties));
    }

    private static OrderTiesView view(OrderTies ties) {
        var legs = ties.legs().stream().map(OrderViews::of).toList();
        if (ties.trail().isPresent()) {
            var trail = ties.trail().get();
            return OrderTiesView.trailing(trail.amount(), trail.share());
        }
        if (ties.bracket().isPresent()) {
            var bracket = ties.bracket().get();
            boolean both =
                    bracket.takeProfit().isPresent() && bracket.stopLoss().isPresent();
            return OrderTiesView.linked(both ? "bracket" : "oto", legs);
        }
        return ties.paired() ? OrderTiesView.linked("oco", legs) : OrderTiesView.simple();
    }

    /** The read models do not tell them apart. */
    private static OrderState state(DeskOrder order) {
        return order.state() == OrderState.WORKING && !order.filled().isZero()
                ? OrderState.PARTIALLY_FILLED
                : order.state();
    }

    /** Whether the order is what is wished for, whatever has become of it. */
    static boolean isOf(OrderView order, Orders.Wish wish) {
        var terms = wish.terms();
        return order.symbol().equals(wish.symbol())
                && order.side().equals(OrderView.side(wish.side()))
                && order.qty().equals(wish.quantity())
                && order.type().equals(OrderView.type(terms))
                && order.timeInForce().equals(terms.timeInForce().name().toLowerCase(Locale.ROOT))
                && order.limitPrice().equals(terms.limit())
                && order.stopPrice().equals(terms.stop())
                && order.expiresAt().equals(expiry(terms))
                && order.postOnly() == terms.postOnly()
                && order.displayQty().equals(terms.shown());
    }

    private static Optional<Price> average(Money worth, Quantity filled) {
        return worth.signum() <= 0 || filled.isZero()
                ? Optional.empty()
                : Optional.of(new Price(E8.mulDiv(worth.e8(), E8.ONE, filled.e8(), RoundingMode.HALF_EVEN)));
    }

    private static Optional<Instant> expiry(OrderTerms terms) {
        long until = terms.goodTillNanos();
        return until > 0 ? Optional.of(Instants.ofNanos(until)) : Optional.empty();
    }
}
