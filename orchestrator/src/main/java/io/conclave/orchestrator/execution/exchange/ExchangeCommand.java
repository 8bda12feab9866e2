package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can happen to an exchange: the same commands in the same order give the same reports.
 *
 * <p>What traders ask for takes effect when it has travelled; what the market did, at once. Moments are event time, UTC
 * epoch nanoseconds; one that lies before an earlier command's counts as that one.
 */
public sealed interface ExchangeCommand {
    /** When it was sent, or happened. */
    long atNanos();

    // ---- accounts

    /** An account begins. Its name is its own. */
    record Open(String account, AccountTerms terms, Money cash, long atNanos) implements ExchangeCommand {}

    // ---- traders

    /** An order is sent, at its own moment. Sent again under its id, it is the same order. */
    record Submit(String account, OrderTicket order) implements ExchangeCommand {
        @Override
        public long atNanos() {
            return order.atNanos();
        }
    }

    record Cancel(String account, ClientOrderId order, long atNanos) implements ExchangeCommand {}

    /** @param replacement has an id of its own; its quantity is the total: what the original traded is counted in */
    record Replace(String account, ClientOrderId original, OrderTicket replacement) implements ExchangeCommand {
        @Override
        public long atNanos() {
            return replacement.atNanos();
        }
    }

    // ---- the market

    /**
     * A trade of the recorded market.
     *
     * @param quantity absent where only the price is known: then nobody's turn in a queue comes nearer
     * @param taker who came to whom; absent is guessed by the nearer side of the quote
     */
    record Print(Symbol symbol, long atNanos, Price price, Optional<Quantity> quantity, Optional<Side> taker)
            implements ExchangeCommand {
        /** A price and nothing else. */
        public static Print of(Symbol symbol, long atNanos, Price price) {
            return new Print(symbol, atNanos, price, Optional.empty(), Optional.empty());
        }
    }

    /**
     * What the recorded market displays has changed. With the first of these the instrument has depth, and trades by it.
     *
     * @param whole these levels are all there are; else the others stay as they were
     * @param bids absolute quantities; zero says the level is gone
     */
    record Show(Symbol symbol, long atNanos, boolean whole, List<BookLevel> bids, List<BookLevel> asks)
            implements ExchangeCommand {
        public Show {
            bids = List.copyOf(bids);
            asks = List.copyOf(asks);
        }
    }

    /** The instrument stops trading: orders that wait stay and can be cancelled, new ones are refused. */
    record Halt(Symbol symbol, long atNanos) implements ExchangeCommand {}

    record Resume(Symbol symbol, long atNanos) implements ExchangeCommand {}

    /** A trading day ends, for all instruments: orders for the day expire, and borrowing is paid for. */
    record EndDay(long atNanos) implements ExchangeCommand {}

    /** Nothing happens but time: what has travelled until then, that moment included, arrives. */
    record Pass(long atNanos) implements ExchangeCommand {}
}
