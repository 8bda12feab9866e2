package io.conclave.venues.kraken;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On the book of Kraken's guide to version 1, whose checksum is 974947235. */
class KrakenV1BookSyncTest {
    private static final String ASKS = levels("05005,05010,05015,05020,05025,05030,05035,05040,05045,05050");
    private static final String BIDS = levels("05000,04995,04990,04980,04975,04970,04965,04960,04955,04950");

    private final BookSync sync = new KrakenV1BookSync(Listing.of("XBT/USD"), 10, new BookChecksum(5, 8));

    @Test
    void anUpdateOfBothSidesLeadsToTheGuidesChecksum() {
        var before = "[0,{\"as\":[%s],\"bs\":[%s]},\"book-10\",\"XBT/USD\"]"
                .formatted(
                        ASKS.replace("0.05010\",\"0.00000500", "0.05010\",\"7.00000000"),
                        BIDS.replace("0.04995", "0.04996"));
        assertThat(sync.onFrame(before)).isEqualTo(new Applied(0));

        assertThat(sync.onFrame("""
                        [0,{"a":[["0.05010","0.00000500","1582905486.493008"]]},
                        {"b":[["0.04996","0.00000000","1582905486.493008"],["0.04995","0.00000500","1582905486.493034","r"]],
                        "c":"974947235"},"book-10","XBT/USD"]""")).isEqualTo(new Applied(1));
    }

    @Test
    void anotherChecksumCostsTheBook() {
        sync.onFrame("[0,{\"as\":[%s],\"bs\":[%s]},\"book-10\",\"XBT/USD\"]".formatted(ASKS, BIDS));

        assertThat(sync.onFrame(
                        "[0,{\"a\":[[\"0.05010\",\"7.00000000\",\"1\"]],\"c\":\"974947235\"},\"book-10\",\"XBT/USD\"]"))
                .isInstanceOfSatisfying(
                        Resync.class, it -> assertThat(it.reason()).isEqualTo(Reason.CHECKSUM));
        assertThat(sync.book()).isEmpty();
    }

    @Test
    void whatIsNoneOfItsBusinessIsIgnoredAndWhatCannotBeReadIsNot() {
        assertThat(sync.onFrame("{\"event\":\"heartbeat\"}")).isEqualTo(new Ignored("no book"));
        assertThat(sync.onFrame("[0,[[\"5\",\"1\",\"1\",\"s\",\"l\",\"\"]],\"trade\",\"XBT/USD\"]"))
                .isEqualTo(new Ignored("no book"));
        assertThat(sync.onFrame("[0,{\"as\":[],\"bs\":[]},\"book-10\",\"ETH/USD\"]"))
                .isEqualTo(new Ignored("of another instrument"));
        assertThat(sync.onFrame("[0,{\"as\":[")).isInstanceOf(Resync.class);
        assertThat(sync.onFrame("7")).isInstanceOf(Resync.class);
    }

    private static String levels(String prices) {
        return Stream.of(prices.split(",", -1))
                .map(it -> "[\"0." + it + "\",\"0.00000500\",\"1582905486.493008\"]")
                .collect(joining(","));
    }
}
