package io.conclave.orchestrator.execution.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast book does what the plain one does, command for command; and what must hold of any book holds of it. */
class OrderBookModelTest {
    private static final int COMMANDS = 250_000;
    private static final int LOOK_EVERY = 500;
    private static final BookSettings SMALL = new BookSettings(1 << 12, 4, 1 << 16);

    /** A million commands in all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itDoesWhatThePlainBookDoes(long seed) {
        var both = new Both();
        var commands = new RandomCommands(seed);
        for (int i = 1; i <= COMMANDS; i++) {
            commands.next(both);
            if (i % LOOK_EVERY == 0) {
                both.areAlike();
                both.isSound();
            }
            if (i % 10_000 == 0) {
                both.goesOnFromItsSnapshot();
            }
        }
        assertThat(both.trades).isGreaterThan(COMMANDS / 20);
    }

    /** The same commands, and after each a look whether both said the same. */
    private static final class Both implements RandomCommands.Target {
        final Told told = new Told();
        final Told expected = new Told();
        final NaiveBook plain = new NaiveBook(expected);
        OrderBook fast = new OrderBook(SMALL, told);
        long trades;

        private Outcome same(Outcome fastly, Outcome plainly, Object command) {
            assertThat(fastly).as("outcome of " + command).isEqualTo(plainly);
            var lines = told.since();
            assertThat(lines).as("told of " + command).isEqualTo(expected.since());
            trades += lines.stream().filter(line -> line.endsWith(" left")).count();
            return fastly;
        }

        @Override
        public Outcome place(NewOrder order) {
            return same(fast.place(order), plain.place(order), order.id);
        }

        @Override
        public Outcome replace(long id, long price, long lots) {
            return same(fast.replace(id, price, lots), plain.replace(id, price, lots), "replace " + id);
        }

        @Override
        public Outcome move(long id, long price) {
            return same(fast.move(id, price), plain.move(id, price), "move " + id);
        }

        @Override
        public Outcome cancel(long id) {
            return same(fast.cancel(id), plain.cancel(id), "cancel " + id);
        }

        @Override
        public void advanceTo(long nanos) {
            fast.advanceTo(nanos);
            plain.advanceTo(nanos);
            same(Outcome.ACCEPTED, Outcome.ACCEPTED, "time");
        }

        @Override
        public void endDay() {
            fast.endDay();
            plain.endDay();
            same(Outcome.ACCEPTED, Outcome.ACCEPTED, "end of day");
        }

        void areAlike() {
            for (var side : Side.values()) {
                var fastly = new ArrayList<List<Long>>();
                var plainly = new ArrayList<List<Long>>();
                fast.orders(
                        side,
                        (id, owner, price, visible, reserve) ->
                                fastly.add(List.of(id, owner, price, visible, reserve)));
                plain.orders(
                        side,
                        (id, owner, price, visible, reserve) ->
                                plainly.add(List.of(id, owner, price, visible, reserve)));
                assertThat(fastly).isEqualTo(plainly);
            }
            assertThat(fast.lastPrice()).isEqualTo(plain.lastPrice());
            assertThat(fast.size()).isEqualTo(plain.size());
        }

        /** Never crossed; its levels are what its orders add up to, and what it told of them. */
        void isSound() {
            long bid = fast.best(Side.BUY);
            long ask = fast.best(Side.SELL);
            assertThat(bid == 0 || ask == 0 || bid < ask)
                    .as(bid + " crosses " + ask)
                    .isTrue();
            assertThat(levels(Side.BUY)).isEqualTo(summed(Side.BUY)).isEqualTo(told.bids);
            assertThat(levels(Side.SELL)).isEqualTo(summed(Side.SELL)).isEqualTo(told.asks);
        }

        private SortedMap<Long, Long> levels(Side side) {
            var levels = new TreeMap<Long, Long>();
            fast.levels(side, Integer.MAX_VALUE, levels::put);
            return levels;
        }

        private SortedMap<Long, Long> summed(Side side) {
            var levels = new TreeMap<Long, Long>();
            fast.orders(side, (id, owner, price, visible, reserve) -> levels.merge(price, visible, Long::sum));
            return levels;
        }

        /** From here on the book is the one that was restored. */
        void goesOnFromItsSnapshot() {
            var snapshot = fast.snapshot();
            fast = OrderBook.restored(snapshot, SMALL, told);
            assertThat(fast.snapshot()).isEqualTo(snapshot);
        }
    }
}
