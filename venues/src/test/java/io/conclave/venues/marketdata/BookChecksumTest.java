package io.conclave.venues.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookChecksumTest {
    /** The worked example of Kraken's guide to version 1 of its feed. */
    @Test
    void theChecksumOfKrakensOlderGuideIsFound() {
        var book = new L2Book();
        for (int i = 0; i < 10; i++) {
            book.set(
                    Side.SELL,
                    Price.of("0.05005").e8() + i * 5_000L,
                    Quantity.of("0.000005").e8());
        }
        for (var bid : List.of("5000", "4995", "4990", "4980", "4975", "4970", "4965", "4960", "4955", "4950")) {
            book.set(
                    Side.BUY,
                    Price.of("0.0" + bid).e8(),
                    Quantity.of("0.000005").e8());
        }

        assertThat(new BookChecksum(5, 8).of(book)).isEqualTo(974_947_235L);
    }

    /** That of the digits 1015, 99300 and 981250 one after the other, by another CRC32 than ours: Python's zlib. */
    @Test
    void asksComeFirstThenBidsBestFirstWithoutPointAndLeadingZeros() {
        var book = new L2Book();
        set(book, Side.BUY, "0.98", "12.5");
        set(book, Side.BUY, "0.99", "3");
        set(book, Side.SELL, "1.01", "0.05");

        assertThat(new BookChecksum(2, 2).of(book)).isEqualTo(4_217_071_493L);
    }

    @Test
    void levelsBehindTheTenthDoNotCount() {
        var book = new L2Book();
        for (int i = 0; i < 10; i++) {
            book.set(Side.BUY, Price.of("100").e8() - i, 1);
        }
        long before = new BookChecksum(8, 8).of(book);

        book.set(Side.BUY, Price.of("1").e8(), 1);

        assertThat(new BookChecksum(8, 8).of(book)).isEqualTo(before);
    }

    @Test
    void moreDecimalsThanTheVenueWritesAreNoticed() {
        var checksum = new BookChecksum(1, 8);

        assertThat(checksum.fit(Price.of("45285.2").e8(), 1)).isTrue();
        assertThat(checksum.fit(Price.of("45285.25").e8(), 1)).isFalse();
        assertThatThrownBy(() -> new BookChecksum(9, 8)).hasMessage("Decimals must be 0 to 8, not 9");
    }

    private static void set(L2Book book, Side side, String price, String quantity) {
        book.set(side, Price.of(price).e8(), Quantity.of(quantity).e8());
    }
}
