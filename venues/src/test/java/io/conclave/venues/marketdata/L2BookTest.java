package io.conclave.venues.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.order.Side;
import org.junit.jupiter.api.Test;

class L2BookTest {
    private final L2Book book = new L2Book();

    @Test
    void theBestBidIsTheHighestAndTheBestAskTheLowest() {
        book.set(Side.BUY, 98, 1);
        book.set(Side.BUY, 99, 2);
        book.set(Side.SELL, 102, 3);
        book.set(Side.SELL, 101, 4);

        assertThat(book.bestBid().orElseThrow().price().e8()).isEqualTo(99);
        assertThat(book.bestAsk().orElseThrow().quantity().e8()).isEqualTo(4);
        assertThat(book.depth(9).bids()).extracting(it -> it.price().e8()).containsExactly(99L, 98L);
        assertThat(book.depth(1).asks()).extracting(it -> it.price().e8()).containsExactly(101L);
    }

    @Test
    void aQuantityIsTheWholeOfItsLevelAndZeroRemovesIt() {
        book.set(Side.BUY, 99, 2);
        book.set(Side.BUY, 99, 5);
        assertThat(book.bestBid().orElseThrow().quantity().e8()).isEqualTo(5);

        book.set(Side.BUY, 99, 0);
        book.set(Side.BUY, 98, 0);
        assertThat(book.bestBid()).isEmpty();
    }

    @Test
    void aBidAtTheAskCrossesTheBook() {
        book.set(Side.SELL, 101, 1);
        assertThat(book.crossed()).isFalse();

        book.set(Side.BUY, 101, 1);
        assertThat(book.crossed()).isTrue();
    }

    @Test
    void truncationKeepsTheBest() {
        for (int i = 0; i < 20; i++) {
            book.set(Side.BUY, 100 - i, 1);
            book.set(Side.SELL, 101 + i, 1);
        }
        var best = book.depth(7);

        book.truncate(7);

        assertThat(book.depth(99)).isEqualTo(best);
    }

    @Test
    void whatIsNoLevelIsRefused() {
        assertThatThrownBy(() -> book.set(Side.BUY, 0, 1)).hasMessage("No level of a book: 1e-8 at 0e-8");
        assertThatThrownBy(() -> book.set(Side.BUY, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
