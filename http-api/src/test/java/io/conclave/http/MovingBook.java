package io.conclave.http;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.book.Book;
import io.conclave.http.book.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** States of a book for readers to follow. */
final class MovingBook {
    private MovingBook() {}

    /** At random, seven levels a side, each state one or two changes from the last. */
    static List<Book> states(int count) {
        var dice = new SplittableRandom(7);
        var bids = new TreeMap<Integer, Integer>();
        var asks = new TreeMap<Integer, Integer>();
        var states = new ArrayList<Book>();
        for (int seq = 1; seq <= count; seq++) {
            do {
                change(bids, 9_990 + dice.nextInt(8), dice.nextInt(5));
                change(asks, 10_001 + dice.nextInt(8), dice.nextInt(5));
            } while (bids.isEmpty() || asks.isEmpty());
            states.add(new Book(
                    CannedRun.SYMBOL,
                    seq,
                    CannedRun.START.plusSeconds(seq),
                    levels(bids.descendingMap()),
                    levels(asks),
                    new Scale(2, 4),
                    false));
        }
        return states;
    }

    private static void change(Map<Integer, Integer> side, int cents, int lots) {
        if (lots == 0) {
            side.remove(cents);
        } else {
            side.put(cents, lots);
        }
    }

    private static List<BookLevel> levels(Map<Integer, Integer> side) {
        return side.entrySet().stream()
                .map(level -> new BookLevel(
                        new Price(level.getKey() * 1_000_000L), new Quantity(level.getValue() * 12_500_000L)))
                .toList();
    }

    /** The last state that differs, in what a reader of this depth sees, from the one before it. */
    static Book lastVisible(List<Book> states, int depth) {
        for (int i = states.size() - 1; i > 0; i--) {
            if (!states.get(i - 1).top(depth).to(states.get(i).top(depth)).isEmpty()) {
                return states.get(i);
            }
        }
        throw new AssertionError("The book never changes");
    }
}
