package io.conclave.app.report;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import java.math.RoundingMode;
import java.util.List;

/**
 * What the account would be worth had it bought every instrument in equal parts at the first decision and held on: same
 * fills, fee and slippage as the engine's own first order.
 */
public final class BuyAndHold {
    private final MarketTape tape;
    private final Money cash;
    private final Bps fee;
    private final Bps slippage;

    public BuyAndHold(MarketTape tape, Money cash, Bps fee, Bps slippage) {
        this.tape = tape;
        this.cash = cash;
        this.fee = fee;
        this.slippage = slippage;
    }

    /** Worth at a moment, at the last close of each instrument; the cash before the first decision. */
    public Money equityAt(long asOfNanos) {
        var closings = tape.closings();
        if (closings.isEmpty() || asOfNanos < closings.getFirst()) {
            return cash;
        }
        var worth = Money.ZERO;
        var each = new Money(cash.e8() / tape.symbols().size());
        for (var symbol : tape.symbols()) {
            List<PricePoint> after = tape.path(symbol, closings.getFirst(), asOfNanos);
            var bars = tape.bars(symbol, asOfNanos, 1);
            if (after.isEmpty() || bars.isEmpty()) {
                worth = worth.plus(each);
                continue;
            }
            long first = after.getFirst().price().e8();
            var paid = new Price(first + E8.mulDiv(first, slippage.value(), Bps.ONE, RoundingMode.CEILING));
            var spent = new Money(E8.mulDiv(each.e8(), Bps.ONE, Bps.ONE + fee.value(), RoundingMode.DOWN));
            var held = spent.at(paid);
            var left = each.minus(paid.times(held)).minus(paid.times(held).times(fee));
            worth = worth.plus(left).plus(bars.getLast().close().times(held));
        }
        return worth;
    }
}
