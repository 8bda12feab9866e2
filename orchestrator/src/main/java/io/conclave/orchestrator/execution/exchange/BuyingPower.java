package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether an account can bear an order, with all its others that wait. Each is reckoned at the price it is expected to trade
 * at, its fee included; what it trades at may be worse, and leaves the account with less than nothing to buy with.
 */
final class BuyingPower {
    private final Function<Symbol, Optional<Price>> marks;
    private final Bps fee;

    /** @param marks what a position is worth, where that is known */
    BuyingPower(Function<Symbol, Optional<Price>> marks, Bps fee) {
        this.marks = marks;
        this.fee = fee;
    }

    /** @param order not among the account's open ones, nor is one that it replaces */
    Optional<Refusal> refusal(WorkingOrder order) {
        return switch (order.trader.terms) {
            case AccountTerms.Cash _ -> order.side() == Side.BUY ? unlessPaid(order) : unlessHeld(order);
            case AccountTerms.Margin margin -> unlessCovered(order, margin);
        };
    }

    /** What the positions of an account must be backed with exceeds what it is worth. */
    boolean isCalled(Trader trader, AccountTerms.Margin margin) {
        var worth = Money.ZERO;
        for (var held : trader.positions().entrySet()) {
            worth = worth.plus(mark(held.getKey()).times(held.getValue().abs()));
        }
        return worth.signum() > 0 && worth.times(margin.maintenance()).compareTo(equity(trader)) > 0;
    }

    Money equity(Trader trader) {
        var equity = trader.cash();
        for (var held : trader.positions().entrySet()) {
            equity = equity.plus(mark(held.getKey()).times(held.getValue()));
        }
        return equity;
    }

    private Optional<Refusal> unlessPaid(WorkingOrder order) {
        var cost = order.trader.toPay().plus(order.estimate.times(order.remaining()));
        return cost.plus(cost.times(fee)).compareTo(order.trader.cash()) > 0
                ? Optional.of(Refusal.BUYING_POWER)
                : Optional.empty();
    }

    private static Optional<Refusal> unlessHeld(WorkingOrder order) {
        return order.remaining().compareTo(Offers.free(order)) > 0 ? Optional.of(Refusal.NOT_HELD) : Optional.empty();
    }

    private Optional<Refusal> unlessCovered(WorkingOrder order, AccountTerms.Margin margin) {
        var trader = order.trader;
        var symbol = order.ticket.symbol();
        var before = exposure(trader, symbol, order.estimate, Optional.empty());
        var after = exposure(trader, symbol, order.estimate, Optional.of(order));
        if (after.compareTo(before) <= 0) {
            return Optional.empty();
        }
        var gross = after;
        for (var other : trader.symbols()) {
            if (!other.equals(symbol)) {
                gross = gross.plus(exposure(trader, other, expected(trader, other), Optional.empty()));
            }
        }
        return gross.times(margin.initial()).compareTo(equity(trader)) > 0
                ? Optional.of(Refusal.BUYING_POWER)
                : Optional.empty();
    }

    /** What a position would be worth if all orders of the one side traded and none of the other, whichever is more. */
    private Money exposure(Trader trader, Symbol symbol, Price otherwise, Optional<WorkingOrder> more) {
        var bought = trader.position(symbol).plus(trader.waiting(symbol, Side.BUY));
        var sold = trader.position(symbol).minus(trader.waiting(symbol, Side.SELL));
        if (more.isPresent() && more.get().side() == Side.BUY) {
            bought = bought.plus(more.get().remaining());
        } else if (more.isPresent()) {
            sold = sold.minus(more.get().remaining());
        }
        var most = bought.abs().compareTo(sold.abs()) > 0 ? bought.abs() : sold.abs();
        return marks.apply(symbol).orElse(otherwise).times(most);
    }

    private Price mark(Symbol symbol) {
        return marks.apply(symbol).orElseThrow(() -> new IllegalStateException("No price to mark " + symbol + " at"));
    }

    /** Of an instrument that has not traded yet, what an order for it expects. */
    private Price expected(Trader trader, Symbol symbol) {
        return marks.apply(symbol)
                .or(() -> trader.open().stream()
                        .filter(order -> order.ticket.symbol().equals(symbol))
                        .map(order -> order.estimate)
                        .findFirst())
                .orElseGet(() -> mark(symbol));
    }
}
