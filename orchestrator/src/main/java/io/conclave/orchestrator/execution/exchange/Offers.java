package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a cash account offers of what it holds: once with orders that can trade, and once more with stops that sleep, so that
 * one position can have both a profit and a loss to leave at. A stop that wakes comes before the orders that waited for a price.
 */
final class Offers {
    private static final Comparator<WorkingOrder> YOUNGEST_FIRST =
            Comparator.<WorkingOrder>comparingLong(order -> order.number).reversed();

    private Offers() {}

    /** How much of a symbol an order that sells may offer beside the account's others of its kind. */
    static Quantity free(WorkingOrder order) {
        var trader = order.trader;
        var symbol = order.ticket.symbol();
        var all = trader.position(symbol).minus(trader.waiting(symbol, Side.SELL));
        if (order.remaining().compareTo(all) <= 0) {
            return all;
        }
        return trader.position(symbol).minus(offered(trader, symbol, other -> isAsleep(other) == isStop(order)));
    }

    /** What a stop that wakes leaves nothing for: others that expire for it, or itself if there is not enough for it. */
    static List<WorkingOrder> expiringFor(WorkingOrder stop) {
        boolean isBound = stop.trader.terms instanceof AccountTerms.Cash && stop.side() == Side.SELL;
        if (!isBound) {
            return List.of();
        }
        var trader = stop.trader;
        var symbol = stop.ticket.symbol();
        var left = trader.position(symbol)
                .minus(offered(trader, symbol, other -> other != stop && !isAsleep(other) && isStop(other)))
                .minus(stop.remaining());
        if (left.signum() < 0) {
            return List.of(stop);
        }
        var over = offered(trader, symbol, other -> !isStop(other)).minus(left);
        var waiting = trader.openNow().stream()
                .filter(other -> isOf(other, symbol) && !isStop(other))
                .sorted(YOUNGEST_FIRST)
                .toList();
        var expiring = new ArrayList<WorkingOrder>();
        for (var other : waiting) {
            if (over.signum() > 0) {
                expiring.add(other);
                over = over.minus(other.remaining());
            }
        }
        return expiring;
    }

    private static Quantity offered(Trader trader, Symbol symbol, Predicate<WorkingOrder> which) {
        return trader.open().stream()
                .filter(order -> isOf(order, symbol) && which.test(order))
                .map(WorkingOrder::remaining)
                .reduce(Quantity.ZERO, Quantity::plus);
    }

    private static boolean isOf(WorkingOrder order, Symbol symbol) {
        return order.side() == Side.SELL && order.ticket.symbol().equals(symbol);
    }

    private static boolean isAsleep(WorkingOrder order) {
        return order.place == WorkingOrder.Place.STOPPED;
    }

    private static boolean isStop(WorkingOrder order) {
        return order.terms().stop().isPresent();
    }
}
