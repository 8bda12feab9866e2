package io.conclave.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.book.Book;
import io.conclave.http.book.Scale;
import io.conclave.http.websocket.Closing;
import io.conclave.http.websocket.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take frames at moments of their own: whatever they miss, what they have is the server's book. */
final class BookConflationTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final Scale SCALE = new Scale(2, 4);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aClientThatTakesAFrameNowAndThenEndsWithTheServersBookAndEveryChecksumHolds(long seed) {
        var dice = new SplittableRandom(seed);
        var market = new Market(dice);
        var views = Stream.of(1, 3, 10, 25, 1_000).map(Served::new).toList();
        var readers = views.stream()
                .flatMap(view -> IntStream.range(0, 3).mapToObj(_ -> view.reader()))
                .toList();

        for (int step = 0; step < 400; step++) {
            var book = market.step();
            views.forEach(view -> view.view.offer(book));
            readers.stream().filter(_ -> dice.nextInt(5) == 0).forEach(BookReader::takeOne);
        }
        readers.forEach(BookReader::takeOne);

        var end = market.now();
        assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.bids()).isEqualTo(texts(end.top(reader.depth()).bids()));
            assertThat(reader.asks()).isEqualTo(texts(end.top(reader.depth()).asks()));
            assertThat(reader.takeOne()).as("a frame when there is nothing new").isFalse();
        });
        assertThat(readers).anySatisfy(reader -> assertThat(reader.frames()).isBetween(40, 150));
    }

    @Test
    void aStepIsEncodedOnceForAllWhoFollowItAtOneDepth() {
        var market = new Market(new SplittableRandom(11));
        var served = new Served(25);
        served.view.offer(market.step());
        var readers = IntStream.range(0, 100).mapToObj(_ -> served.reader()).toList();
        readers.forEach(BookReader::takeOne);
        assertThat(served.written).isEqualTo(1);

        for (int step = 0; step < 20; step++) {
            market.step(); // one alone may not be seen at this depth
        }
        served.view.offer(market.now());
        readers.forEach(BookReader::takeOne);

        assertThat(served.written).isEqualTo(2);
        assertThat(readers.stream().map(BookReader::frames)).containsOnly(2);
    }

    @Test
    void thoseWhoFellBehindFromTheSamePlaceShareTheirMergedFrame() {
        var market = new Market(new SplittableRandom(12));
        var served = new Served(25);
        served.view.offer(market.step());
        var readers = IntStream.range(0, 100).mapToObj(_ -> served.reader()).toList();
        readers.forEach(BookReader::takeOne);

        for (int step = 0; step < 50; step++) {
            served.view.offer(market.step());
        }
        readers.forEach(BookReader::takeOne);

        assertThat(served.written).isEqualTo(2);
    }

    @Test
    void whenEverybodyIsSomewhereElseFewDifferencesAreWorkedOutAndTheRestShareASnapshot() {
        var market = new Market(new SplittableRandom(15));
        var served = new Served(25);
        var readers = IntStream.range(0, 100).mapToObj(_ -> served.reader()).toList();
        for (BookReader reader : readers) {
            for (int step = 0; step < 20; step++) {
                market.step();
            }
            served.view.offer(market.now());
            reader.takeOne();
        }
        int before = served.written;

        served.view.offer(market.step());
        readers.forEach(BookReader::takeOne);

        assertThat(served.written - before).isLessThanOrEqualTo(9);
        assertThat(readers)
                .allSatisfy(reader -> assertThat(reader.bids())
                        .isEqualTo(texts(market.now().top(25).bids())));
    }

    @Test
    void aStepBelowTheDepthIsNobodysNews() {
        var served = new Served(1);
        var market = new Market(new SplittableRandom(14));
        var first = market.step();
        served.view.offer(first);
        var reader = served.reader();
        reader.takeOne();

        served.view.offer(new Book(
                first.symbol(),
                first.seq() + 1,
                first.at(),
                first.bids().subList(0, first.bids().size() - 1),
                first.asks(),
                SCALE,
                false));

        assertThat(reader.place().hasNews()).isFalse();
        assertThat(reader.place().seq()).isEqualTo(first.seq());
    }

    /** A view, and how often something was encoded for it. */
    private static final class Served {
        private final int depth;
        private final BookView view;
        private int written;

        Served(int depth) {
            this.depth = depth;
            this.view = new BookView(depth, this::write);
        }

        private String write(Object frame) {
            written++;
            try {
                return JSON.writeValueAsString(frame);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        BookReader reader() {
            var place = new BookSubscription(view, depth, new Asleep(), view::leave);
            view.join(place);
            return new BookReader(place);
        }
    }

    /** Nobody is woken: readers look when they are told to. */
    private record Asleep() implements Line {
        @Override
        public void wake() {}

        @Override
        public void end(Closing why) {}
    }

    /** A book that moves at random. */
    private static final class Market {
        private final SplittableRandom dice;
        private final SortedMap<Integer, Integer> bids = new TreeMap<>(Collections.reverseOrder());
        private final SortedMap<Integer, Integer> asks = new TreeMap<>();
        private long seq;

        Market(SplittableRandom dice) {
            this.dice = dice;
            for (int i = 0; i < 30; i++) {
                bids.put(9_999 - i, 1 + dice.nextInt(9));
                asks.put(10_001 + i, 1 + dice.nextInt(9));
            }
        }

        Book step() {
            change(bids, 9_999 - dice.nextInt(30));
            change(asks, 10_001 + dice.nextInt(30));
            seq += 1 + dice.nextInt(3);
            return now();
        }

        Book now() {
            return new Book(
                    new Symbol("BTC-USD"),
                    seq,
                    Instant.EPOCH.plusSeconds(seq),
                    levels(bids),
                    levels(asks),
                    SCALE,
                    false);
        }

        private void change(Map<Integer, Integer> side, int cents) {
            int lots = dice.nextInt(4);
            if (lots == 0 && side.size() > 1) {
                side.remove(cents);
            } else {
                side.put(cents, lots + 1);
            }
        }

        private static List<BookLevel> levels(Map<Integer, Integer> side) {
            return side.entrySet().stream()
                    .map(level -> new BookLevel(
                            new Price(level.getKey() * 1_000_000L), new Quantity(level.getValue() * 12_500_000L)))
                    .toList();
        }
    }

    private static List<List<String>> texts(List<BookLevel> levels) {
        return levels.stream()
                .map(level -> List.of(SCALE.write(level.price()), SCALE.write(level.quantity())))
                .toList();
    }
}
