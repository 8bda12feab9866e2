package io.conclave.http.port;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.view.OrderView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Orders that people place, and a look at all orders whoever placed them. */
public interface Orders {
    /** What somebody wants placed: an order, or orders that belong together. */
    sealed interface Wanted {
        Symbol symbol();

        /** Of the order, or of the first. */
        String name();
    }

    /**
     * An order that somebody means.
     *
     * @param name what they call it, as {@link ClientOrderId#named} takes it: said again with the same content it is the
     *     same order
     */
    record Wish(String name, Symbol symbol, Side side, Quantity quantity, OrderTerms terms) implements Wanted {}

    /**
     * Two ways out of one position, of which one cancels the other.
     *
     * @param takeProfit has a limit
     * @param stopLoss the terms of the other, which is of the same instrument, side and quantity; it is named for the first
     */
    record Either(Wish takeProfit, OrderTerms stopLoss) implements Wanted {
        @Override
        public Symbol symbol() {
            return takeProfit.symbol();
        }

        @Override
        public String name() {
            return takeProfit.name();
        }
    }

    /**
     * An order with ways out of what it trades, placed once it trades no more: one or both, of which one cancels the other.
     *
     * @param takeProfit limit of the one
     * @param stopLoss trigger of the other, which then takes every price
     */
    record Bracketed(Wish parent, Optional<Price> takeProfit, Optional<Price> stopLoss) implements Wanted {
        @Override
        public Symbol symbol() {
            return parent.symbol();
        }

        @Override
        public String name() {
            return parent.name();
        }
    }

    /**
     * A stop order that follows the market and begins that far behind it.
     *
     * @param timeInForce good for the day, or till cancelled
     * @param amount of quote currency; absent if it is a share
     * @param share of the market's price, above 0 and below 1; absent if it is an amount
     */
    record Trailing(
            String name,
            Symbol symbol,
            Side side,
            Quantity quantity,
            TimeInForce timeInForce,
            Optional<Price> amount,
            Optional<Fraction> share)
            implements Wanted {
        /** The stop as it begins. */
        public Wish from(Price trigger) {
            return new Wish(
                    name, symbol, side, quantity, OrderTerms.stop(trigger).in(timeInForce));
        }
    }

    /** What became of a wish. */
    sealed interface Answer {}

    /** It is journalled, now or before: how the order stands. If nobody knows, its status says so. */
    record Taken(OrderView order) implements Answer {}

    /** @param field to blame */
    record Malformed(String field, String why) implements Answer {}

    /**
     * It is not done.
     *
     * @param code stable, for programs
     * @param why one sentence
     */
    record Refused(Kind kind, String code, String why) implements Answer {}

    /** Why something is not done. */
    enum Kind {
        /** An order of that name is there, and is another. */
        DUPLICATE,
        NO_SUCH_ORDER,
        /** The order has ended, or is being ended or replaced. */
        TOO_LATE,
        /** A limit stands against it, or the venue would. */
        NOT_ALLOWED,
        /** Too many orders were sent; later it may pass. */
        TOO_MANY,
        /** Nothing is traded at the moment: halted, not reconciled, or nobody here trades. */
        CLOSED
    }

    /** @param actor the id of the key that it came with */
    CompletionStage<Answer> place(Wanted wanted, String actor);

    /** What would become of it; empty if it would be taken. */
    CompletionStage<Optional<Answer>> test(Wanted wanted, String actor);

    /**
     * Puts another in the place of an order that works.
     *
     * @param change makes the other of what the first was
     * @return {@link Taken} with the other
     */
    CompletionStage<Answer> replace(ClientOrderId order, UnaryOperator<Wish> change, String actor);

    /** The venue is asked to take it back. */
    CompletionStage<Answer> cancel(ClientOrderId order, String actor);

    /** The same of every open order. */
    CompletionStage<All> cancelAll(String actor);

    /** What became of the wish to take all back. */
    sealed interface All {}

    /** One answer for each order that was open. */
    record Each(List<One> orders) implements All {}

    /** @param objection why it is not taken back; absent if the venue is asked to */
    record One(OrderView order, Optional<String> objection) {}

    /** As {@link Kind#CLOSED}. */
    record Closed(String code, String why) implements All {}

    /** What became of the wish to be watched. */
    sealed interface Watch {}

    /** @param within how long the switch waits from now; absent when it is off */
    record Armed(Optional<Duration> within) implements Watch {}

    /** It is not armed. */
    record Unwatched(String code, String why) implements Watch {}

    /**
     * The dead-man's switch: unless this is said again in time, every order of people's that waits is taken back.
     *
     * @param within wall time from now, up to a day; zero disarms
     */
    CompletionStage<Watch> cancelAllAfter(Duration within, String actor);

    CompletionStage<Optional<OrderView>> find(ClientOrderId id);

    /** By the name that whoever placed it gave it; an order of the federation has its id for a name. */
    CompletionStage<Optional<OrderView>> named(String name);

    /**
     * Which orders to list.
     *
     * @param open those that are open, or those that have ended; both if absent
     * @param symbol every instrument if absent
     * @param after the last order of the page before
     * @param limit how many at most, &gt; 0
     */
    record Search(Optional<Boolean> open, Optional<Symbol> symbol, Optional<Place> after, int limit) {}

    /** Where an order stands in the list, the newest first and those of one moment by id. */
    record Place(long atNanos, ClientOrderId id) {}

    CompletionStage<List<OrderView>> newestFirst(Search search);
}
