package io.conclave.venues.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Held;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Printed;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Remedy;
import io.conclave.venues.marketdata.Outcome.Resync;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinanceBookSyncTest {
    private static final Listing BTC = new Listing(new Symbol("BTC-USDT"), "BTCUSDT");

    private final BookSync spot = new BinanceBookSync(Market.SPOT, BTC);
    private final BookSync futures = new BinanceBookSync(Market.USD_MARGINED, BTC);

    @Test
    void differencesWaitForTheSnapshotAndThoseItContainsFallAway() {
        assertThat(spot.onFrame(spot(96, 100, "99", "7"))).isEqualTo(new Held());
        assertThat(spot.onFrame(spot(101, 103, "98", "5"))).isEqualTo(new Held());
        assertThat(spot.book()).isEmpty();

        assertThat(spot.onSnapshot(snapshot(101))).isEqualTo(new Applied(103));

        var bids = spot.book().orElseThrow().depth(9).bids();
        assertThat(bids).extracting(it -> it.price() + " " + it.quantity()).containsExactly("99 1", "98 5");
    }

    @Test
    void spotDifferencesMustBeginWhereTheLastOneEnded() {
        spot.onSnapshot(snapshot(100));
        assertThat(spot.onFrame(spot(99, 102, "98", "5"))).isEqualTo(new Applied(102));
        assertThat(spot.onFrame(spot(103, 104, "98", "0"))).isEqualTo(new Applied(104));

        assertThat(spot.onFrame(spot(103, 104, "98", "5"))).isEqualTo(new Ignored("already in the book"));
        assertThat(spot.onFrame(spot(106, 107, "98", "5")))
                .isEqualTo(new Resync(
                        Reason.GAP,
                        "The book of BTCUSDT is at 104, and the next difference begins after 105.",
                        Remedy.FETCH_SNAPSHOT));
        assertThat(spot.book()).isEmpty();
    }

    @Test
    void whatShowedTheGapGoesOntoTheNextSnapshot() {
        spot.onSnapshot(snapshot(100));
        spot.onFrame(spot(103, 104, "98", "5"));

        assertThat(spot.onSnapshot(snapshot(102))).isEqualTo(new Applied(104));
    }

    @Test
    void aSnapshotOlderThanWhatWaitsIsAskedForAgain() {
        spot.onFrame(spot(103, 104, "98", "5"));

        assertThat(spot.onSnapshot(snapshot(100)))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.SNAPSHOT_TOO_OLD));
        assertThat(spot.book()).isEmpty();
        assertThat(spot.onSnapshot(snapshot(103))).isEqualTo(new Applied(104));
    }

    @Test
    void futuresDifferencesNameTheOneBefore() {
        futures.onFrame(futures(90, 95, 80));
        futures.onFrame(futures(99, 105, 95));
        assertThat(futures.onSnapshot(snapshot(101))).isEqualTo(new Applied(105));

        assertThat(futures.onFrame(futures(140, 150, 105))).isEqualTo(new Applied(150));
        assertThat(futures.onFrame(futures(170, 180, 160)))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.GAP));
    }

    @Test
    void aSnapshotInTheHoleBetweenTwoFuturesDifferencesIsMet() {
        futures.onSnapshot(snapshot(110));

        assertThat(futures.onFrame(futures(140, 150, 105))).isEqualTo(new Applied(150));
    }

    @Test
    void aSnapshotThatNobodyWaitsForChangesNothing() {
        spot.onSnapshot(snapshot(100));
        spot.onFrame(spot(101, 102, "98", "5"));
        var before = spot.book().orElseThrow().depth(9);

        assertThat(spot.onSnapshot(snapshot(50))).isEqualTo(new Ignored("a snapshot that nobody waits for"));
        assertThat(spot.book().orElseThrow().depth(9)).isEqualTo(before);
    }

    @Test
    void aCrossedBookIsForgotten() {
        spot.onSnapshot(snapshot(100));

        assertThat(spot.onFrame(spot(101, 102, "101", "5")))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.CROSSED));
        assertThat(spot.book()).isEmpty();
    }

    @Test
    void snapshotsThatDoNotComeAreAskedForAgain() {
        Outcome outcome = new Held();
        int held = 0;
        for (; outcome instanceof Held; held++) {
            outcome = spot.onFrame(spot(held, held, "98", "5"));
        }

        assertThat(held).isEqualTo(10_001);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.OVERFLOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"98\",\"5\"]],\"a\":[[\"10",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"98\",\"5\"]]}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":100,\"b\":[],\"a\":[]}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"98\"]],\"a\":[]}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"-98\",\"5\"]],\"a\":[]}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"98\",\"-5\"]],\"a\":[]}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"98\",\"1e99\"]],\"a\":[]}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":101,\"u\":102,\"b\":[[\"NaN\",\"5\"]],\"a\":[]}",
                "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":\"x\",\"u\":102,\"b\":[],\"a\":[]}",
                "{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":1,\"p\":\"0\",\"q\":\"1\",\"T\":1}",
                "{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":1,\"p\":\"5\",\"q\":\"1\",\"T\":9223372036854775807}"
            })
    void whatCannotBeReadCostsTheBookAndNothingIsThrown(String frame) {
        spot.onSnapshot(snapshot(100));

        assertThat(spot.onFrame(frame))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.UNREADABLE));
        assertThat(spot.book()).isEmpty();
    }

    @Test
    void tradesArePrintedWhateverTheBookIs() {
        assertThat(spot.onFrame("""
                        {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,
                        "p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}"""))
                .isEqualTo(new Printed(java.util.List.of(new Trade(
                        BTC.symbol(),
                        "3735683259",
                        1_723_161_255_342_000_000L,
                        Price.of("61837.63"),
                        Quantity.of("0.02")))));
    }

    @Test
    void whatIsNoneOfItsBusinessIsIgnored() {
        assertThat(spot.onFrame("{\"result\":null,\"id\":1}")).isInstanceOf(Ignored.class);
        assertThat(spot.onFrame(spot(1, 2, "98", "5").replace("BTCUSDT", "ETHUSDT")))
                .isInstanceOf(Ignored.class);
        assertThat(futures.onFrame("""
                        {"e":"trade","E":1,"T":1,"s":"BTCUSDT","t":1,"p":"0","q":"0","X":"NA","m":false}""")).isEqualTo(new Ignored("no trade of the market"));
    }

    private static String snapshot(long number) {
        return """
        {"lastUpdateId":%d,"bids":[["99.00000000","1.00000000"]],"asks":[["101.00000000","2.00000000"]]}""".formatted(number);
    }

    private static String spot(long first, long last, String bid, String quantity) {
        return """
        {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":%d,"u":%d,"b":[["%s","%s"]],"a":[]}}""".formatted(first, last, bid, quantity);
    }

    private static String futures(long first, long last, long previous) {
        return """
        {"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":%d,"u":%d,"pu":%d,"b":[["98","5"]],"a":[]}""".formatted(first, last, previous);
    }
}
