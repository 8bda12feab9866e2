package io.conclave.venues.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Printed;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoinbaseExchangeSyncTest {
    private static final Listing SKL = Listing.of("SKL-BTC");
    private static final String SNAPSHOT = """
            {"type":"snapshot","product_id":"SKL-BTC","asks":[["0.00001306","100"]],"bids":[["0.00001303","50"]]}""";

    private final BookSync sync = new CoinbaseExchangeSync(SKL);

    @Test
    void changesGoOntoTheSnapshot() {
        assertThat(sync.onFrame(change("37.0", "buy", "0.00001304", "7")))
                .isEqualTo(new Ignored("before the snapshot"));
        assertThat(sync.onFrame(SNAPSHOT)).isEqualTo(new Applied(0));
        assertThat(sync.onFrame(change("37.1", "buy", "0.00001304", "660.5"))).isEqualTo(new Applied(1));
        assertThat(sync.onFrame(change("37.1", "sell", "0.00001306", "0.0"))).isEqualTo(new Applied(2));

        var book = sync.book().orElseThrow();
        assertThat(book.bestBid().orElseThrow().quantity()).isEqualTo(Quantity.of("660.5"));
        assertThat(book.bestAsk()).isEmpty();
    }

    @Test
    void aChangeThatWasOvertakenCostsTheBook() {
        sync.onFrame(SNAPSHOT);
        sync.onFrame(change("37.2", "buy", "0.00001304", "7"));

        assertThat(sync.onFrame(change("37.1", "buy", "0.00001304", "0")))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.OUT_OF_ORDER));
        assertThat(sync.book()).isEmpty();
    }

    @Test
    void aChangeOnNoSideCostsTheBook() {
        sync.onFrame(SNAPSHOT);

        assertThat(sync.onFrame(change("37.2", "hold", "0.00001304", "7")))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.UNREADABLE));
    }

    @Test
    void matchesArePrinted() {
        assertThat(sync.onFrame("""
                        {"type":"match","trade_id":280232,"maker_order_id":"2a","taker_order_id":"3c","side":"sell","size":"985",
                        "price":"0.00001305","product_id":"SKL-BTC","sequence":177100030,"time":"2021-04-17T16:43:37.089723Z"}"""))
                .isEqualTo(new Printed(List.of(new Trade(
                        SKL.symbol(),
                        "280232",
                        1_618_677_817_089_723_000L,
                        Price.of("0.00001305"),
                        Quantity.of("985")))));
    }

    private static String change(String second, String side, String price, String quantity) {
        return """
        {"type":"l2update","product_id":"SKL-BTC","changes":[["%s","%s","%s"]],"time":"2021-04-17T16:43:%sZ"}""".formatted(side, price, quantity, second);
    }
}
