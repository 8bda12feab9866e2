package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** An account: what it has, and its orders. */
final class Trader {
    final String name;
    final AccountTerms terms;
    /** Its orders' owner in books, from 1. */
    final long owner;

    private Money cash;
    private Money fees = Money.ZERO;
    private final TreeMap<Symbol, Quantity> positions = new TreeMap<>();
    /** Every order that ever arrived; asked by id, never walked. */
    private final Map<ClientOrderId, WorkingOrder> orders = new LinkedHashMap<>();
    /** Those that can still trade, by arrival. */
    private final TreeMap<Long, WorkingOrder> open = new TreeMap<>();
    /** What has not traded of those that buy, and of those that sell. */
    private final TreeMap<Symbol, Quantity> buying = new TreeMap<>();

    private final TreeMap<Symbol, Quantity> selling = new TreeMap<>();
    /** What those that buy are reckoned to cost, without fees. */
    private Money toPay = Money.ZERO;

    Trader(String name, AccountTerms terms, long owner, Money cash) {
        this.name = name;
        this.terms = terms;
        this.owner = owner;
        this.cash = cash;
    }

    Money cash() {
        return cash;
    }

    SortedMap<Symbol, Quantity> positions() {
        return Collections.unmodifiableSortedMap(positions);
    }

    Quantity position(Symbol symbol) {
        return positions.getOrDefault(symbol, Quantity.ZERO);
    }

    Holdings holdings() {
        return new Holdings(cash, fees, positions);
    }

    // ---- money and goods

    void receive(Money amount) {
        cash = cash.plus(amount);
    }

    void payFee(Money fee) {
        cash = cash.minus(fee);
        fees = fees.plus(fee);
    }

    void receive(Symbol symbol, Quantity quantity) {
        var held = position(symbol).plus(quantity);
        if (held.isZero()) {
            positions.remove(symbol);
        } else {
            positions.put(symbol, held);
        }
    }

    // ---- orders

    Optional<WorkingOrder> find(ClientOrderId id) {
        return Optional.ofNullable(orders.get(id));
    }

    void add(WorkingOrder order) {
        orders.put(order.id(), order);
        if (open.put(order.number, order) == null) {
            count(order, 1);
        }
    }

    void remove(WorkingOrder order) {
        if (open.remove(order.number) != null) {
            count(order, -1);
        }
    }

    /** A piece of an open order trades; the fill's name. */
    String fill(WorkingOrder order, Quantity quantity) {
        count(order, -1);
        var name = order.fill(quantity);
        count(order, 1);
        return name;
    }

    private void count(WorkingOrder order, int times) {
        var left = times > 0 ? order.remaining() : order.remaining().negated();
        var symbol = order.ticket.symbol();
        if (order.side() == Side.BUY) {
            buying.merge(symbol, left, Quantity::plus);
            toPay = toPay.plus(order.estimate.times(left));
        } else {
            selling.merge(symbol, left, Quantity::plus);
        }
    }

    Money toPay() {
        return toPay;
    }

    Quantity waiting(Symbol symbol, Side side) {
        return (side == Side.BUY ? buying : selling).getOrDefault(symbol, Quantity.ZERO);
    }

    /** What it holds, and what it has orders for. */
    SortedSet<Symbol> symbols() {
        var symbols = new TreeSet<>(positions.keySet());
        buying.forEach((symbol, quantity) -> addUnlessZero(symbols, symbol, quantity));
        selling.forEach((symbol, quantity) -> addUnlessZero(symbols, symbol, quantity));
        return symbols;
    }

    private static void addUnlessZero(SortedSet<Symbol> symbols, Symbol symbol, Quantity quantity) {
        if (!quantity.isZero()) {
            symbols.add(symbol);
        }
    }

    Collection<WorkingOrder> open() {
        return open.values();
    }

    /** Those that are open now, whatever becomes of them while they are walked. */
    List<WorkingOrder> openNow() {
        return List.copyOf(open.values());
    }
}
