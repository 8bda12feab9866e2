package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/** An order that has arrived, until it ends. */
final class WorkingOrder {
    /** Where it waits. */
    enum Place {
        /** Nowhere: on its way in, or done. */
        NOWHERE,
        /** For its stop to be reached. */
        STOPPED,
        /** For the next print, to be filled at. */
        TAKING,
        /** In the book. */
        BOOK
    }

    final Trader trader;
    final OrderTicket ticket;
    /** Counts arrivals, from 1. */
    final long number;
    /** What it is expected to trade at, for what is set aside. */
    final Price estimate;
    /** Its id in the book: its own number, or that of an order whose place it took. */
    final long bookId;

    private Quantity filled;
    private int fills;
    private OrderState state;
    Place place = Place.NOWHERE;
    /** The exchange's own, to close out an account. */
    boolean closesOut;

    /** @param before what an order that this one replaces has traded */
    WorkingOrder(Trader trader, OrderTicket ticket, long number, Price estimate, long bookId, Quantity before) {
        this.trader = trader;
        this.ticket = ticket;
        this.number = number;
        this.estimate = estimate;
        this.bookId = bookId;
        this.filled = before;
        this.state = before.isZero() ? OrderState.WORKING : OrderState.PARTIALLY_FILLED;
    }

    ClientOrderId id() {
        return ticket.id();
    }

    Side side() {
        return ticket.side();
    }

    OrderTerms terms() {
        return ticket.terms();
    }

    /** What has traded, predecessors' trades included. */
    Quantity filled() {
        return filled;
    }

    Quantity remaining() {
        return ticket.quantity().minus(filled);
    }

    boolean isOpen() {
        return !state.isFinal();
    }

    OrderState state() {
        return state;
    }

    /** It will not trade any more. */
    void end(OrderState how) {
        state = how;
        place = Place.NOWHERE;
    }

    /** Counts a fill in; the name it gets. */
    String fill(Quantity quantity) {
        filled = filled.plus(quantity);
        fills++;
        state = OrderState.PARTIALLY_FILLED;
        return id() + "-" + fills;
    }
}
