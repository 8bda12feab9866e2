package io.conclave.app.report;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the account would be worth had it bought every instrument in equal parts at the first decision and held on: same
 * fills, fee and slippage as the engine's own first order. Immutable; the purchase is found once.
 */
public final class BuyAndHold {
    private final MarketTape tape;
    private final Money cash;
    private final List<Purchase> purchases;

    /**
     * What was bought of one instrument.
     *
     * @param atNanos before then, and if there is nothing to buy at, only the cash is there
     * @param left cash that the lot did not take
     */
    private record Purchase(Symbol symbol, long atNanos, Money cash, Money left, Quantity held) {}

    public BuyAndHold(MarketTape tape, Money cash, Bps fee, Bps slippage) {
        this.tape = tape;
        this.cash = cash;
        var bought = new ArrayList<Purchase>();
        var each = new Money(cash.e8() / tape.symbols().size());
        for (Symbol symbol : tape.symbols()) {
            bought.add(firstPriceAfterTheFirstDecision(tape, symbol)
                    .map(first -> bought(symbol, first, each, fee, slippage))
                    .orElseGet(() -> new Purchase(symbol, Long.MAX_VALUE, each, each, Quantity.ZERO)));
        }
        this.purchases = List.copyOf(bought);
    }

    private static Optional<PricePoint> firstPriceAfterTheFirstDecision(MarketTape tape, Symbol symbol) {
        var closings = tape.closings();
        for (int i = 1; i < closings.size(); i++) {
            var path = tape.path(symbol, closings.get(i - 1), closings.get(i));
            if (!path.isEmpty()) {
                return Optional.of(path.getFirst());
            }
        }
        return Optional.empty();
    }

    private static Purchase bought(Symbol symbol, PricePoint first, Money each, Bps fee, Bps slippage) {
        long price = first.price().e8();
        var paid = new Price(price + E8.mulDiv(price, slippage.value(), Bps.ONE, RoundingMode.CEILING));
        var spent = new Money(E8.mulDiv(each.e8(), Bps.ONE, Bps.ONE + fee.value(), RoundingMode.DOWN));
        var held = spent.at(paid);
        var left = each.minus(paid.times(held)).minus(paid.times(held).times(fee));
        return new Purchase(symbol, first.atNanos(), each, left, held);
    }

    /** Worth at a moment, at the last close of each instrument; the cash before the first decision. */
    public Money equityAt(long asOfNanos) {
        var closings = tape.closings();
        if (closings.isEmpty() || asOfNanos < closings.getFirst()) {
            return cash;
        }
        var worth = Money.ZERO;
        for (Purchase purchase : purchases) {
            worth = worth.plus(worth(purchase, asOfNanos));
        }
        return worth;
    }

    private Money worth(Purchase purchase, long asOfNanos) {
        var bars = tape.bars(purchase.symbol(), asOfNanos, 1);
        if (asOfNanos < purchase.atNanos() || bars.isEmpty()) {
            return purchase.cash();
        }
        return purchase.left().plus(bars.getLast().close().times(purchase.held()));
    }
}
