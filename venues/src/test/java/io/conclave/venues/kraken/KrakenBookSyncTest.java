package io.conclave.venues.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Printed;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Remedy;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.util.List;
import org.junit.jupiter.api.Test;

class KrakenBookSyncTest {
    private static final Listing BTC = Listing.of("BTC/USD");

    /** The levels of the worked example in Kraken's guide to version 2, best first, and the checksum it states. */
    private static final String ASKS =
            "45285.2 0.00100000,45286.4 1.54571953,45286.6 1.54571109,45289.6 1.54560911,45290.2 0.15890660,"
                    + "45291.8 1.54553491,45294.7 0.04454749,45296.1 0.35380000,45297.5 0.09945542,45299.5 0.18772827";

    private static final String BIDS =
            "45283.5 0.10000000,45283.4 1.54582015,45282.1 0.10000000,45281.0 0.10000000,45280.3 1.54592586,"
                    + "45279.0 0.07990000,45277.6 0.03310103,45277.5 0.30000000,45277.3 1.54602737,45276.6 0.15445238";

    private static final long CHECKSUM = 3_310_070_434L;

    private final BookSync sync = new KrakenBookSync(BTC, 10, new BookChecksum(1, 8));

    @Test
    void theSnapshotOfKrakensGuideHasKrakensChecksum() {
        assertThat(sync.onFrame(book("snapshot", BIDS, ASKS, CHECKSUM))).isEqualTo(new Applied(0));

        assertThat(sync.book().orElseThrow().bestBid().orElseThrow().price()).isEqualTo(Price.of("45283.5"));
    }

    @Test
    void anotherChecksumCostsTheBook() {
        sync.onFrame(book("snapshot", BIDS, ASKS, CHECKSUM));

        assertThat(sync.onFrame(book("update", "45283.5 0.2", "", CHECKSUM)))
                .isInstanceOfSatisfying(Resync.class, it -> {
                    assertThat(it.reason()).isEqualTo(Reason.CHECKSUM);
                    assertThat(it.remedy()).isEqualTo(Remedy.SUBSCRIBE);
                    assertThat(it.told())
                            .startsWith("The book of BTC/USD has checksum ")
                            .endsWith("3310070434.");
                });
        assertThat(sync.book()).isEmpty();
        assertThat(sync.onFrame(book("update", "45283.5 0.1", "", CHECKSUM)))
                .isEqualTo(new Ignored("before the snapshot"));
    }

    @Test
    void aBetterLevelPushesTheWorstOutOfTheDepth() {
        sync.onFrame(book("snapshot", BIDS, ASKS, CHECKSUM));
        // Of the guide's book with this bid in front and its tenth cut off, by Python's zlib.
        sync.onFrame(book("update", "45284.0 1.00000000", "", 3_870_655_179L));

        var bids = sync.book().orElseThrow().depth(99).bids();

        assertThat(bids).hasSize(10);
        assertThat(bids.getFirst().price()).isEqualTo(Price.of("45284"));
        assertThat(bids.getLast().price()).isEqualTo(Price.of("45277.3"));
    }

    @Test
    void moreDecimalsThanExpectedAreNoMistakeOfTheBook() {
        assertThat(sync.onFrame(book("snapshot", "45283.55 1", ASKS, CHECKSUM)))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.UNREADABLE));
    }

    @Test
    void tradesArePrinted() {
        assertThat(sync.onFrame("""
                        {"channel":"trade","type":"update","data":[
                        {"symbol":"BTC/USD","side":"sell","price":45284.9,"qty":0.00020000,"ord_type":"market","trade_id":4665906,
                        "timestamp":"2023-09-25T07:49:37.708706Z"},
                        {"symbol":"ETH/USD","side":"sell","price":1.1,"qty":1,"ord_type":"market","trade_id":7,
                        "timestamp":"2023-09-25T07:49:37.708706Z"}]}"""))
                .isEqualTo(new Printed(List.of(new Trade(
                        BTC.symbol(),
                        "4665906",
                        1_695_628_177_708_706_000L,
                        Price.of("45284.9"),
                        Quantity.of("0.0002")))));
    }

    @Test
    void whatIsNoneOfItsBusinessIsIgnored() {
        assertThat(sync.onFrame("{\"channel\":\"heartbeat\"}")).isInstanceOf(Ignored.class);
        assertThat(sync.onFrame("{\"method\":\"subscribe\",\"success\":true}")).isInstanceOf(Ignored.class);
        assertThat(sync.onFrame(book("snapshot", BIDS, ASKS, 1).replace("BTC/USD", "ETH/USD")))
                .isEqualTo(new Ignored("of another instrument"));
        assertThat(sync.onSnapshot("{}")).isInstanceOf(Ignored.class);
    }

    @Test
    void aDepthTheChecksumCannotCoverIsRefused() {
        assertThatThrownBy(() -> new KrakenBookSync(BTC, 5, new BookChecksum(1, 8)))
                .hasMessage("Kraken's books have at least ten levels a side, not 5");
    }

    private static String book(String type, String bids, String asks, long checksum) {
        return """
        {"channel":"book","type":"%s","data":[{"symbol":"BTC/USD","bids":%s,"asks":%s,"checksum":%d,
        "timestamp":"2023-10-06T17:35:55.440295Z"}]}""".formatted(type, levels(bids), levels(asks), checksum);
    }

    private static String levels(String text) {
        return text.isEmpty() ? "[]" : "[" + text.replaceAll("([0-9.]+) ([0-9.]+)", "{\"price\":$1,\"qty\":$2}") + "]";
    }
}
