package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import java.util.Optional;

/**
 * An order as the desk knows it: what was asked for, by whom, and what has become of it.
 *
 * @param name what whoever placed it calls it; an order of the engine's own is called by its id
 * @param actor who placed it: the id of a key, or {@link #CONSENSUS}
 * @param decision the one it was sent for; absent for an order that a person placed
 * @param filled how much of it traded; of a replacement also what the orders before it traded
 * @param worth Σ price × quantity of what traded, without fees
 * @param replaces the order this one took, or is to take, the place of
 * @param replacement the order that took, or is to take, the place of this one
 * @param why how it ended or why a request was refused, one sentence; empty when there is nothing to say
 */
public record DeskOrder(
        OrderTicket ticket,
        String name,
        String actor,
        Optional<DecisionId> decision,
        OrderState state,
        Quantity filled,
        Money worth,
        Optional<ClientOrderId> replaces,
        Optional<ClientOrderId> replacement,
        String why) {
    /** Who places what the federation decided. */
    public static final String CONSENSUS = "consensus";

    static DeskOrder intended(OrderIntent intent) {
        return new DeskOrder(
                OrderTicket.of(intent),
                intent.id().value(),
                CONSENSUS,
                Optional.of(intent.decision()),
                OrderState.INTENDED,
                Quantity.ZERO,
                Money.ZERO,
                Optional.empty(),
                Optional.empty(),
                "");
    }

    static DeskOrder placed(OrderDesk.OrderPlaced placed) {
        return placed(placed.ticket(), placed.name(), placed.actor(), OrderState.INTENDED);
    }

    static DeskOrder replacing(OrderDesk.ReplaceAsked asked) {
        return placed(asked.replacement(), asked.name(), asked.actor(), OrderState.PENDING_NEW)
                .linked(Optional.of(asked.order()), Optional.empty());
    }

    private static DeskOrder placed(OrderTicket ticket, String name, String actor, OrderState state) {
        return new DeskOrder(
                ticket,
                name,
                actor,
                Optional.empty(),
                state,
                Quantity.ZERO,
                Money.ZERO,
                Optional.empty(),
                Optional.empty(),
                "");
    }

    DeskOrder asOfIntent(OrderState before, Quantity traded) {
        return new DeskOrder(
                ticket,
                name,
                actor,
                decision,
                before,
                traded,
                ticket.reference().times(traded),
                replaces,
                replacement,
                why);
    }

    public ClientOrderId id() {
        return ticket.id();
    }

    /** What has not traded yet, signed: positive for a purchase. */
    public Quantity remaining() {
        var left = ticket.quantity().minus(filled);
        return ticket.side() == Side.BUY ? left : left.negated();
    }

    /** The venue has been told of it by a {@code replace}, not by a {@code submit}. */
    boolean isReplacementToBe() {
        return state == OrderState.PENDING_NEW && replaces.isPresent();
    }

    /** It may wait at the venue, so that it can be taken back. */
    boolean mayRest() {
        return ticket.terms().timeInForce().mayRest();
    }

    /** It was sent, or was about to be; a decision's order is journalled also when it is refused at the door. */
    boolean hasPassedTheDoor() {
        return !why.equals(OrderDesk.Refusal.AT_THE_DOOR.sentence());
    }

    OrderLife life() {
        return new OrderLife(state, ticket.quantity(), filled);
    }

    DeskOrder in(OrderState next) {
        return in(next, why);
    }

    DeskOrder in(OrderState next, String reason) {
        return new DeskOrder(ticket, name, actor, decision, next, filled, worth, replaces, replacement, reason);
    }

    /** At the venue, and nothing is asked of it. */
    DeskOrder working(String reason) {
        return in(filled.isZero() ? OrderState.WORKING : OrderState.PARTIALLY_FILLED, reason)
                .linked(replaces, Optional.empty());
    }

    DeskOrder replacedBy(ClientOrderId other) {
        return in(OrderState.PENDING_REPLACE).linked(replaces, Optional.of(other));
    }

    DeskOrder goneFor(ClientOrderId other) {
        return in(OrderState.REPLACED).linked(replaces, Optional.of(other));
    }

    /** It works in the place of another, whatever was thought of it before; what is known of its end stays. */
    DeskOrder inPlaceOf(DeskOrder other) {
        return switch (state) {
            case INTENDED, PENDING_NEW, UNKNOWN, REJECTED -> working("").linked(Optional.of(other.id()), replacement);
            case WORKING, PARTIALLY_FILLED, PENDING_CANCEL, PENDING_REPLACE, FILLED, CANCELLED, REPLACED, EXPIRED ->
                this;
        };
    }

    DeskOrder after(Fill fill) {
        var next = life().after(new ExecutionReport.Traded(fill));
        return new DeskOrder(
                ticket,
                name,
                actor,
                decision,
                next.state(),
                next.filled(),
                worth.plus(fill.notional()),
                replaces,
                replacement,
                why);
    }

    /** What the order before it traded is counted in. */
    DeskOrder inheriting(Quantity traded, Money forWorth) {
        var total = filled.plus(traded);
        var begun = state == OrderState.WORKING && !total.isZero() ? OrderState.PARTIALLY_FILLED : state;
        var next = total.compareTo(ticket.quantity()) >= 0 ? OrderState.FILLED : begun;
        return new DeskOrder(
                ticket, name, actor, decision, next, total, worth.plus(forWorth), replaces, replacement, why);
    }

    private DeskOrder linked(Optional<ClientOrderId> before, Optional<ClientOrderId> after) {
        return new DeskOrder(ticket, name, actor, decision, state, filled, worth, before, after, why);
    }
}
