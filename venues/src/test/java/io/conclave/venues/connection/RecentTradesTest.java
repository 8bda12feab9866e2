package io.conclave.venues.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentTradesTest {
    @Test
    void eachTradeIsToldOnce() {
        var recent = new RecentTrades();

        assertThat(recent.fresh(trades(0, 5))).hasSize(5);
        assertThat(recent.fresh(trades(3, 7))).extracting(Trade::id).containsExactly("5", "6");
    }

    @Test
    void whatIsRememberedIsBounded() {
        var recent = new RecentTrades();
        recent.fresh(trades(0, 10_001));

        assertThat(recent.fresh(trades(0, 2))).extracting(Trade::id).containsExactly("0");
    }

    private static List<Trade> trades(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Trade(new Symbol("BTC-USD"), Integer.toString(i), i, new Price(1), new Quantity(1)))
                .toList();
    }
}
