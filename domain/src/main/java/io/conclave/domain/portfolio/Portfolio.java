package io.conclave.domain.portfolio;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An account's cash and positions. Changes by fills and nothing else; marks only change what it is worth.
 *
 * <p>Always true: cash + Σ position × price = initial cash + realised + unrealised − fees, and each position is the sum
 * of its fills. Amounts are rounded once a fill, to 1e-8.
 *
 * @param positions by symbol, ascending; instruments once traded stay, with their realised profit
 */
public record Portfolio(Money initialCash, Money cash, Money fees, SortedMap<Symbol, Position> positions) {
    public Portfolio {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
    }

    public static Portfolio withCash(Money cash) {
        return new Portfolio(cash, cash, Money.ZERO, new TreeMap<>());
    }

    public Position position(Symbol symbol) {
        return positions.getOrDefault(symbol, Position.FLAT);
    }

    public Quantity quantity(Symbol symbol) {
        return position(symbol).quantity();
    }

    /** The account after a fill: cash moves by notional and fee, the position by the quantity. */
    public Portfolio after(Fill fill) {
        var paid = fill.price().times(fill.signedQuantity());
        var next = new TreeMap<>(positions);
        next.put(fill.symbol(), position(fill.symbol()).after(fill));
        return new Portfolio(initialCash, cash.minus(paid).minus(fill.fee()), fees.plus(fill.fee()), next);
    }

    /**
     * What the account is worth.
     *
     * @param marks a price for every instrument held
     * @throws IllegalArgumentException if one is missing: worth is not guessed
     */
    public Money equity(Map<Symbol, Price> marks) {
        var worth = cash;
        for (var held : positions.entrySet()) {
            if (!held.getValue().lots().isEmpty()) {
                worth = worth.plus(held.getValue().valueAt(markOf(held.getKey(), marks)));
            }
        }
        return worth;
    }

    /** Σ |position × price|: what stands in the market, long and short together. */
    public Money grossExposure(Map<Symbol, Price> marks) {
        var gross = Money.ZERO;
        for (var held : positions.entrySet()) {
            if (!held.getValue().lots().isEmpty()) {
                gross = gross.plus(
                        held.getValue().valueAt(markOf(held.getKey(), marks)).abs());
            }
        }
        return gross;
    }

    /** Profit and loss of everything closed, before fees. */
    public Money realised() {
        return positions.values().stream().map(Position::realised).reduce(Money.ZERO, Money::plus);
    }

    private static Price markOf(Symbol symbol, Map<Symbol, Price> marks) {
        var mark = marks.get(symbol);
        if (mark == null) {
            throw new IllegalArgumentException("No price to mark " + symbol + " at");
        }
        return mark;
    }
}
