package io.conclave.benchmarks;

import io.conclave.agents.Journaled;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.portfolio.Ledger;

/** Events of a ledger, each another: a fill is posted, some 300 bytes of JSON. */
final class Fills {
    private static final Symbol SYMBOL = new Symbol("BTC-USD");

    private Fills() {}

    /** @param number makes the fill unlike any other of its account */
    static Journaled posted(String account, long number) {
        var order = ClientOrderId.of(account, new DecisionId(SYMBOL, number), 0);
        return new Ledger.FillPosted(new Fill(
                order + "-1",
                order,
                SYMBOL,
                number % 2 == 0 ? Side.BUY : Side.SELL,
                Quantity.of("0.44590637"),
                Price.of("1121.5"),
                Money.of("1.25"),
                number));
    }
}
