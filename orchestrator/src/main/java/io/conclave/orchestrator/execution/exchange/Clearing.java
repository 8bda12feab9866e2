package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who has what. The market's account is the other side of every trade: where two of ours trade it buys from one and sells to
 * the other, and what it is left with is what the recorded market traded with us.
 */
final class Clearing {
    /** The recorded market's account. */
    static final String MARKET = "(market)";
    /** The exchange's own, which gets the fees. */
    static final String HOUSE = "(house)";

    private final ExchangeListener listener;
    private final SortedMap<String, Trader> traders = new TreeMap<>();
    private final Trader market = add(MARKET, new AccountTerms.Cash(), Money.ZERO);
    private final Trader house = add(HOUSE, new AccountTerms.Cash(), Money.ZERO);
    private long nowNanos;

    Clearing(ExchangeListener listener) {
        this.listener = listener;
    }

    // ---- accounts

    void open(String name, AccountTerms terms, Money cash) {
        if (traders.containsKey(name)) {
            throw new IllegalArgumentException("The exchange has an account \"" + name + "\" already");
        }
        add(name, terms, cash);
    }

    private Trader add(String name, AccountTerms terms, Money cash) {
        var trader = new Trader(name, terms, traders.size() + 1L, cash);
        traders.put(name, trader);
        return trader;
    }

    Trader trader(String name) {
        var trader = traders.get(name);
        if (trader == null || trader == market || trader == house) {
            throw new IllegalArgumentException("The exchange has no account \"" + name + "\"");
        }
        return trader;
    }

    /** By name. */
    Iterable<Trader> all() {
        return traders.values();
    }

    // ---- time

    long nowNanos() {
        return nowNanos;
    }

    void now(long nanos) {
        nowNanos = Math.max(nowNanos, nanos);
    }

    // ---- what happens to orders

    void fill(WorkingOrder order, Price price, Quantity quantity, Bps rate) {
        var paid = price.times(quantity);
        var fee = paid.times(rate);
        var fill = new Fill(
                order.trader.fill(order, quantity),
                order.id(),
                order.ticket.symbol(),
                order.side(),
                quantity,
                price,
                fee,
                nowNanos);
        var received = fill.signedQuantity();
        var earned = order.side() == Side.BUY ? paid.negated() : paid;
        order.trader.receive(earned);
        order.trader.receive(fill.symbol(), received);
        market.receive(earned.negated());
        market.receive(fill.symbol(), received.negated());
        charge(order.trader, fee);
        tell(order.trader, new ExecutionReport.Traded(fill));
        if (order.remaining().isZero()) {
            close(order, OrderState.FILLED);
        }
    }

    /** What a position sold short costs for a day. */
    void borrow(Trader trader, Symbol symbol, Price mark, Bps rate) {
        var owed = mark.times(trader.position(symbol).negated());
        if (owed.signum() > 0) {
            charge(trader, new Money(owed.times(rate).e8() / 365));
        }
    }

    private void charge(Trader trader, Money fee) {
        trader.payFee(fee);
        house.payFee(fee.negated());
    }

    void cancel(WorkingOrder order) {
        close(order, OrderState.CANCELLED);
        tell(order.trader, new ExecutionReport.Cancelled(order.id()));
    }

    void expire(WorkingOrder order) {
        close(order, OrderState.EXPIRED);
        tell(order.trader, new ExecutionReport.Expired(order.id()));
    }

    void close(WorkingOrder order, OrderState end) {
        order.end(end);
        order.trader.remove(order);
    }

    void tell(Trader trader, ExecutionReport report) {
        listener.told(trader.name, nowNanos, report);
    }
}
