package io.conclave.domain.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PortfolioTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol ETH = new Symbol("ETH-USD");

    @Property
    void moneyIsConserved(@ForAll("fills") List<Fill> fills, @ForAll("prices") Price btc, @ForAll("prices") Price eth) {
        var marks = Map.of(BTC, btc, ETH, eth);

        var portfolio = Portfolio.withCash(Money.of("10000"));
        for (Fill fill : fills) {
            portfolio = portfolio.after(fill);
        }

        var unrealised = portfolio
                .position(BTC)
                .unrealisedAt(btc)
                .plus(portfolio.position(ETH).unrealisedAt(eth));
        var explained = portfolio
                .initialCash()
                .plus(portfolio.realised())
                .plus(unrealised)
                .minus(portfolio.fees());
        // Each product is rounded to 1e-8 on its own: a lot may be off by one in the last place.
        var slack = 3L * (fills.size() + 2);
        assertThat(portfolio.equity(marks).minus(explained).abs().e8()).isLessThanOrEqualTo(slack);
    }

    @Property
    void aPositionIsTheSumOfItsFills(@ForAll("fills") List<Fill> fills) {
        var portfolio = Portfolio.withCash(Money.ZERO);
        var sum = Quantity.ZERO;
        for (Fill fill : fills) {
            portfolio = portfolio.after(fill);
            sum = fill.symbol().equals(BTC) ? sum.plus(fill.signedQuantity()) : sum;
        }

        assertThat(portfolio.quantity(BTC)).isEqualTo(sum);
    }

    @Property
    void marksMoveNoCash(@ForAll("fills") List<Fill> fills, @ForAll("prices") Price mark) {
        var portfolio = Portfolio.withCash(Money.of("10000"));
        for (Fill fill : fills) {
            portfolio = portfolio.after(fill);
        }
        var before = portfolio.cash();

        portfolio.equity(Map.of(BTC, mark, ETH, mark));

        assertThat(portfolio.cash()).isEqualTo(before);
    }

    @Test
    void theOldestLotIsClosedFirst() {
        var position = Position.FLAT
                .after(fill(BTC, Side.BUY, "1", "100"))
                .after(fill(BTC, Side.BUY, "1", "200"))
                .after(fill(BTC, Side.SELL, "1.5", "300"));

        assertThat(position.realised()).isEqualTo(Money.of("250"));
        assertThat(position.lots()).containsExactly(new Lot(Quantity.of("0.5"), Price.of("200")));
    }

    @Test
    void sellingMoreThanIsHeldOpensAShort() {
        var position = Position.FLAT.after(fill(BTC, Side.BUY, "1", "100")).after(fill(BTC, Side.SELL, "3", "110"));

        assertThat(position.quantity()).isEqualTo(Quantity.of("-2"));
        assertThat(position.realised()).isEqualTo(Money.of("10"));
        assertThat(position.unrealisedAt(Price.of("100"))).isEqualTo(Money.of("20"));
    }

    @Test
    void worthIsNotGuessed() {
        var portfolio = Portfolio.withCash(Money.ZERO).after(fill(BTC, Side.BUY, "1", "100"));

        assertThatThrownBy(() -> portfolio.equity(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No price to mark BTC-USD at");
    }

    @Provide
    Arbitrary<List<Fill>> fills() {
        return Combinators.combine(
                        Arbitraries.of(BTC, ETH),
                        Arbitraries.of(Side.class),
                        Arbitraries.longs().between(1, 100_000_000_000L).map(Quantity::new),
                        prices(),
                        Arbitraries.longs().between(0, 1_000_000_000L).map(Money::new))
                .as((symbol, side, quantity, price, fee) ->
                        new Fill("f", new ClientOrderId("o"), symbol, side, quantity, price, fee, 0))
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<Price> prices() {
        return Arbitraries.longs().between(1, 500_000_000_000L).map(Price::new);
    }

    private static Fill fill(Symbol symbol, Side side, String quantity, String price) {
        return new Fill(
                "f", new ClientOrderId("o"), symbol, side, Quantity.of(quantity), Price.of(price), Money.ZERO, 0);
    }
}
