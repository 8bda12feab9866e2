package io.conclave.orchestrator.riskgate.door;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where an account stands, with its waiting orders counted wherever they make it worse: totals over all instruments that
 * move with what happens to one of them. E8 numbers.
 */
final class Standing {
    private final Map<Symbol, Exposure> exposures = new LinkedHashMap<>();
    private final Map<ClientOrderId, Waiting> waiting = new LinkedHashMap<>();
    private Bps costs;
    private long cash;
    private long value;
    private long gross;
    private long longest;
    private long shortest;
    private long reserved;

    /**
     * An order that has not ended.
     *
     * @param left what of it has not traded
     * @param price what it is counted at
     */
    record Waiting(OrderTicket order, long left, long price) {
        long traded() {
            return order.quantity().e8() - left;
        }

        private long reserve(Bps costs) {
            return order.side() == Side.BUY ? withCosts(E8.multiply(left, price), costs) : 0;
        }
    }

    /** @param costs kept back for fees and slippage of a purchase, of its notional */
    Standing(AccountSnapshot account, Bps costs) {
        this.costs = costs;
        this.cash = account.portfolio().cash().e8();
        account.portfolio()
                .positions()
                .forEach((symbol, position) ->
                        of(symbol).hold(position.quantity().e8()));
        account.marks().forEach((symbol, price) -> price(symbol, price, account.atNanos()));
    }

    // ---- what happens

    void costs(Bps next) {
        costs = next;
        reserved = 0;
        waiting.values().forEach(order -> reserved = Math.addExact(reserved, order.reserve(costs)));
    }

    void price(Symbol symbol, Price price, long atNanos) {
        changing(symbol, exposure -> exposure.price(price.e8(), atNanos));
    }

    void open(OrderTicket order, long left) {
        keep(new Waiting(order, left, priceOf(order)));
    }

    void keep(Waiting order) {
        waiting.put(order.order().id(), order);
        reserved = Math.addExact(reserved, order.reserve(costs));
        changing(
                order.order().symbol(),
                exposure -> exposure.waiting(order.order().side(), order.left()));
    }

    /** Forgets an order, if it waits; what it was. */
    Optional<Waiting> drop(ClientOrderId id) {
        var dropped = Optional.ofNullable(waiting.remove(id));
        dropped.ifPresent(order -> {
            reserved = Math.subtractExact(reserved, order.reserve(costs));
            changing(
                    order.order().symbol(),
                    exposure -> exposure.waiting(order.order().side(), -order.left()));
        });
        return dropped;
    }

    void trade(Fill fill) {
        drop(fill.order())
                .map(order -> new Waiting(
                        order.order(), order.left() - fill.quantity().e8(), order.price()))
                .filter(order -> order.left() > 0)
                .ifPresent(this::keep);
        long paid = E8.multiply(fill.signedQuantity().e8(), fill.price().e8());
        cash = Math.subtractExact(cash, Math.addExact(paid, fill.fee().e8()));
        changing(fill.symbol(), exposure -> exposure.trade(fill.signedQuantity().e8()));
    }

    // ---- what is so

    Exposure of(Symbol symbol) {
        return exposures.computeIfAbsent(symbol, unseen -> new Exposure());
    }

    Optional<Waiting> waiting(ClientOrderId id) {
        return Optional.ofNullable(waiting.get(id));
    }

    long equity() {
        return Math.addExact(cash, value);
    }

    long cash() {
        return cash;
    }

    /** Worth of all positions, longs and shorts added. */
    long gross() {
        return gross;
    }

    /** Longs less shorts once every purchase has traded and no sale. */
    long longest() {
        return longest;
    }

    /** Longs less shorts once every sale has traded and no purchase. */
    long shortest() {
        return shortest;
    }

    /** What purchases that wait would pay, with what is kept back for their costs. */
    long reserved() {
        return reserved;
    }

    /** What a purchase would pay, with what is kept back for its costs. */
    long costOf(OrderTicket order, long quantity) {
        return withCosts(E8.multiply(quantity, priceOf(order)), costs);
    }

    /** What an order is counted at: its limit, if it has one; else its trigger or the last price, whichever is higher. */
    long priceOf(OrderTicket order) {
        long last = of(order.symbol()).price();
        return order.terms()
                .limit()
                .map(Price::e8)
                .orElseGet(
                        () -> Math.max(last, order.terms().stop().map(Price::e8).orElse(last)));
    }

    private static long withCosts(long notional, Bps costs) {
        return E8.mulDiv(notional, Bps.ONE + (long) costs.value(), Bps.ONE, RoundingMode.HALF_EVEN);
    }

    private void changing(Symbol symbol, Consumer<Exposure> change) {
        var exposure = of(symbol);
        value -= exposure.value();
        gross -= exposure.largest();
        longest -= exposure.longest();
        shortest -= exposure.shortest();
        change.accept(exposure);
        value = Math.addExact(value, exposure.value());
        gross = Math.addExact(gross, exposure.largest());
        longest = Math.addExact(longest, exposure.longest());
        shortest = Math.addExact(shortest, exposure.shortest());
    }
}
