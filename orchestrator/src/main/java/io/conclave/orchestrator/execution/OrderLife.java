package io.conclave.orchestrator.execution;

import static io.conclave.domain.order.OrderState.CANCELLED;
import static io.conclave.domain.order.OrderState.EXPIRED;
import static io.conclave.domain.order.OrderState.FILLED;
import static io.conclave.domain.order.OrderState.INTENDED;
import static io.conclave.domain.order.OrderState.PARTIALLY_FILLED;
import static io.conclave.domain.order.OrderState.PENDING_CANCEL;
import static io.conclave.domain.order.OrderState.PENDING_NEW;
import static io.conclave.domain.order.OrderState.PENDING_REPLACE;
import static io.conclave.domain.order.OrderState.REJECTED;
import static io.conclave.domain.order.OrderState.REPLACED;
import static io.conclave.domain.order.OrderState.UNKNOWN;
import static io.conclave.domain.order.OrderState.WORKING;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;

/**
 * The life of one order: where it stands, and what it makes of each thing a venue may say, in whatever order and however
 * often it is said. Total and pure.
 *
 * <p>Three rules decide every case. What traded, traded: a fill counts in every state. The first end holds: an order that
 * ended does not end otherwise, except that all of it traded. And a contradiction is no news: when a venue rejects what it
 * had taken, or trades what it had rejected, the order is {@link OrderState#UNKNOWN} until the venue was asked.
 *
 * @param filled of {@code quantity}; more if the venue says so
 */
record OrderLife(OrderState state, Quantity quantity, Quantity filled) {

    /** Meant, and not sent. */
    static OrderLife of(Quantity quantity) {
        return new OrderLife(INTENDED, quantity, Quantity.ZERO);
    }

    /** After a report of the venue; of a {@link ExecutionReport.Traded} that was not heard before. */
    OrderLife after(ExecutionReport report) {
        return switch (report) {
            case ExecutionReport.Accepted _ -> accepted();
            case ExecutionReport.Rejected _ -> rejected();
            case ExecutionReport.Traded traded -> traded(traded.fill().quantity());
            case ExecutionReport.Cancelled _ -> ended(CANCELLED);
            case ExecutionReport.Expired _ -> ended(EXPIRED);
            case ExecutionReport.Replaced _ -> ended(REPLACED);
            case ExecutionReport.CancelRejected _ -> state == PENDING_CANCEL ? working() : this;
            case ExecutionReport.ReplaceRejected _ -> state == PENDING_REPLACE ? working() : this;
        };
    }

    /**
     * After the venue was asked. It is believed where a report is not: what it rejected is rejected. Trades it counts and
     * has not told of yet are not counted here; they come one by one.
     */
    OrderLife after(Venue.Found found) {
        return switch (found.state()) {
            case PENDING_NEW -> this;
            case WORKING, PARTIALLY_FILLED, FILLED, PENDING_CANCEL, PENDING_REPLACE -> accepted();
            // A venue that rejected it gave up what had not traded.
            case REJECTED -> ended(filled.isZero() && found.filled().isZero() ? REJECTED : CANCELLED);
            case CANCELLED, EXPIRED, REPLACED -> ended(found.state());
            case INTENDED, UNKNOWN -> throw new IllegalStateException("No venue finds an order " + found.state());
        };
    }

    /** Nobody knows whether the venue heard of it, or what it said. */
    OrderLife inDoubt() {
        return state == INTENDED || state == PENDING_NEW ? in(UNKNOWN) : this;
    }

    /** The venue is asked to take it back. Asked again, or after its end, that changes nothing. */
    OrderLife cancelAsked() {
        return state.isFinal() ? this : in(PENDING_CANCEL);
    }

    /** The venue is asked to replace it, which it does only with an order that it is known to have. */
    OrderLife replaceAsked() {
        return isAtVenue() ? in(PENDING_REPLACE) : this;
    }

    /** It never came to the venue, or the venue has forgotten it: what has not traded never will. */
    OrderLife unheardOf() {
        return ended(state == INTENDED || state == PENDING_NEW || state == UNKNOWN ? REJECTED : CANCELLED);
    }

    /** The venue said that it has it, and of nothing since. */
    boolean isAtVenue() {
        return state == WORKING || state == PARTIALLY_FILLED;
    }

    private OrderLife accepted() {
        return switch (state) {
            case INTENDED, PENDING_NEW, UNKNOWN -> working();
            case WORKING,
                    PARTIALLY_FILLED,
                    PENDING_CANCEL,
                    PENDING_REPLACE,
                    FILLED,
                    REJECTED,
                    CANCELLED,
                    REPLACED,
                    EXPIRED -> this;
        };
    }

    /** Believed only of an order that nobody has said anything else of. */
    private OrderLife rejected() {
        return switch (state) {
            case INTENDED, PENDING_NEW -> filled.isZero() ? in(REJECTED) : in(UNKNOWN);
            case WORKING, PARTIALLY_FILLED, PENDING_CANCEL, PENDING_REPLACE, UNKNOWN -> in(UNKNOWN);
            case FILLED, REJECTED, CANCELLED, REPLACED, EXPIRED -> this;
        };
    }

    private OrderLife traded(Quantity piece) {
        var next = new OrderLife(state, quantity, filled.plus(piece));
        if (next.filled.compareTo(quantity) >= 0) {
            return next.in(FILLED);
        }
        return switch (state) {
            case INTENDED, PENDING_NEW, WORKING, PARTIALLY_FILLED, UNKNOWN -> next.in(PARTIALLY_FILLED);
            case REJECTED -> next.in(UNKNOWN);
            case PENDING_CANCEL, PENDING_REPLACE, FILLED, CANCELLED, REPLACED, EXPIRED -> next;
        };
    }

    private OrderLife ended(OrderState end) {
        return state.isFinal() ? this : in(end);
    }

    private OrderLife working() {
        return in(filled.isZero() ? WORKING : PARTIALLY_FILLED);
    }

    private OrderLife in(OrderState next) {
        return new OrderLife(next, quantity, filled);
    }
}
