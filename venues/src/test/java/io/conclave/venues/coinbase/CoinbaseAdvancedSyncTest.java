package io.conclave.venues.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.unit.Price;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Printed;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Remedy;
import io.conclave.venues.marketdata.Outcome.Resync;
import org.junit.jupiter.api.Test;

class CoinbaseAdvancedSyncTest {
    private final BookSync sync = new CoinbaseAdvancedSync(Listing.of("BTC-USD"));

    @Test
    void updatesGoOntoTheSnapshot() {
        assertThat(sync.onFrame(level2(0, "snapshot", "99", "1"))).isEqualTo(new Applied(0));
        assertThat(sync.onFrame(level2(1, "update", "98", "2"))).isEqualTo(new Applied(1));
        assertThat(sync.onFrame(level2(2, "update", "99", "0"))).isEqualTo(new Applied(2));

        assertThat(sync.book().orElseThrow().bestBid().orElseThrow().price()).isEqualTo(Price.of("98"));
    }

    @Test
    void everyChannelCounts() {
        sync.onFrame(level2(0, "snapshot", "99", "1"));
        assertThat(sync.onFrame(heartbeat(1))).isInstanceOf(Ignored.class);
        assertThat(sync.onFrame(level2(2, "update", "98", "2"))).isEqualTo(new Applied(2));

        assertThat(sync.onFrame(heartbeat(4)))
                .isEqualTo(new Resync(Reason.GAP, "Message 4 came where 3 was due.", Remedy.SUBSCRIBE));
        assertThat(sync.book()).isEmpty();
    }

    @Test
    void aSnapshotMendsTheGapBeforeIt() {
        sync.onFrame(level2(0, "snapshot", "99", "1"));

        assertThat(sync.onFrame(level2(5, "snapshot", "97", "1"))).isEqualTo(new Applied(5));
        assertThat(sync.onFrame(level2(4, "update", "98", "1"))).isEqualTo(new Ignored("heard before, or given up"));
        assertThat(sync.book().orElseThrow().bestBid().orElseThrow().price()).isEqualTo(Price.of("97"));
    }

    @Test
    void aNewConnectionCountsFromItsOwnStart() {
        sync.onFrame(level2(70, "snapshot", "99", "1"));

        assertThat(sync.restart(Reason.DISCONNECTED, "gone").remedy()).isEqualTo(Remedy.SUBSCRIBE);
        assertThat(sync.book()).isEmpty();
        assertThat(sync.onFrame(level2(0, "snapshot", "99", "1"))).isEqualTo(new Applied(0));
    }

    @Test
    void tradesArePrinted() {
        var outcome = sync.onFrame("""
                {"channel":"market_trades","client_id":"","timestamp":"2023-02-09T20:19:35.39625135Z","sequence_num":0,"events":[
                {"type":"snapshot","trades":[{"trade_id":"12345","product_id":"BTC-USD","price":"1260.01","size":"0.3",
                "side":"BUY","time":"2019-08-14T20:42:27.265Z"}]}]}""");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Printed.class,
                        it -> assertThat(it.trades())
                                .singleElement()
                                .satisfies(trade -> assertThat(trade.price()).isEqualTo(Price.of("1260.01"))));
    }

    private static String level2(long number, String type, String bid, String quantity) {
        return """
        {"channel":"l2_data","client_id":"","timestamp":"2023-02-09T20:32:50.714964855Z","sequence_num":%d,"events":[
        {"type":"%s","product_id":"BTC-USD","updates":[
        {"side":"bid","event_time":"1970-01-01T00:00:00Z","price_level":"%s","new_quantity":"%s"}]}]}""".formatted(number, type, bid, quantity);
    }

    private static String heartbeat(long number) {
        return """
        {"channel":"heartbeats","client_id":"","timestamp":"2023-06-23T20:31:26.122969572Z","sequence_num":%d,"events":[
        {"current_time":"2023-06-23 20:31:56","heartbeat_counter":"3049"}]}""".formatted(number);
    }
}
