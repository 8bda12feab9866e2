package io.conclave.http.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BookTest {
    @Test
    void theChecksumIsTheOneKrakenDocuments() {
        var asks =
                levels("0.05005 0.05010 0.05015 0.05020 0.05025 0.05030 0.05035 0.05040 0.05045 0.05050", "0.00000500");
        var bids =
                levels("0.05000 0.04995 0.04990 0.04980 0.04975 0.04970 0.04965 0.04960 0.04955 0.04950", "0.00000500");

        var book = new Book(new Symbol("BTC-USD"), 1, Instant.EPOCH, bids, asks, new Scale(5, 8), false);

        assertThat(book.checksum()).isEqualTo(974_947_235L);
    }

    @Test
    void levelsBelowTheTenthDoNotChangeTheChecksum() {
        var ten = book(1, "99 98 97 96 95 94 93 92 91 90", "101 102 103 104 105 106 107 108 109 110");
        var eleven = book(1, "99 98 97 96 95 94 93 92 91 90 89", "101 102 103 104 105 106 107 108 109 110 111");

        assertThat(eleven.checksum()).isEqualTo(ten.checksum());
    }

    @Test
    void theDifferenceNamesWhatWentWhatCameAndWhatChanged() {
        var before = new Book(
                new Symbol("X"),
                4,
                Instant.EPOCH,
                List.of(level("99", "1"), level("98", "2")),
                List.of(level("101", "1")),
                new Scale(2, 1),
                false);
        var after = new Book(
                new Symbol("X"),
                7,
                Instant.EPOCH,
                List.of(level("99.5", "4"), level("98", "3")),
                List.of(level("101", "1")),
                new Scale(2, 1),
                false);

        assertThat(before.to(after))
                .isEqualTo(new BookDelta(
                        4,
                        7,
                        Instant.EPOCH,
                        List.of(level("99.5", "4"), level("99", "0"), level("98", "3")),
                        List.of()));
    }

    @Test
    void aLevelThatFallsOutOfTheDepthIsRemovedAndComesBackWhenThereIsRoom() {
        var one = book(1, "99 98", "101 102").top(2);
        var two = book(2, "99.5 99 98", "101 102").top(2);
        var three = book(3, "99.5 98", "101 102").top(2);

        assertThat(one.to(two).bids()).containsExactly(level("99.5", "1"), level("98", "0"));
        assertThat(two.to(three).bids()).containsExactly(level("99", "0"), level("98", "1"));
    }

    @Test
    void numbersKeepTheDecimalsOfTickAndLot() {
        assertThat(new Scale(2, 8).write(Price.of("1121.5"))).isEqualTo("1121.50");
        assertThat(new Scale(2, 8).write(Quantity.of("3.2"))).isEqualTo("3.20000000");
        assertThat(new Scale(2, 8).write(Quantity.ZERO)).isEqualTo("0");
        assertThat(new Scale(0, 0).write(Price.of("1100"))).isEqualTo("1100");
    }

    @Test
    void aPriceFinerThanTheTickIsNotHidden() {
        assertThatThrownBy(() -> new Scale(2, 8).write(Price.of("1121.505"))).isInstanceOf(ArithmeticException.class);
    }

    private static Book book(long seq, String bids, String asks) {
        return new Book(
                new Symbol("X"), seq, Instant.EPOCH, levels(bids, "1"), levels(asks, "1"), new Scale(1, 0), false);
    }

    private static List<BookLevel> levels(String prices, String quantity) {
        return Stream.of(prices.split(" ")).map(price -> level(price, quantity)).toList();
    }

    private static BookLevel level(String price, String quantity) {
        return new BookLevel(Price.of(price), Quantity.of(quantity));
    }
}
