package io.conclave.benchmarks;

import com.sun.management.ThreadMXBean;
import io.conclave.domain.order.Side;
import io.conclave.orchestrator.execution.book.BookListener;
import io.conclave.orchestrator.execution.book.BookSettings;
import io.conclave.orchestrator.execution.book.NewOrder;
import io.conclave.orchestrator.execution.book.OrderBook;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The order book on one stream of commands, in turns with exchange-core's; both must come to the same fills, one by one, and
 * to the same book at the end.
 */
final class BookMeasures {
    private static final int COMMANDS = 3_000_000;
    private static final int WARM_UPS = 3;
    private static final int ROUNDS = 9;
    private static final long SEED = 42;
    private static final String PEER = "exchange-core OrderBookDirectImpl, 1/s";

    private BookMeasures() {}

    static List<Bench.Part> parts() {
        return List.of(
                new Bench.Part(List.of("book.ops_per_s", "book.vs_exchange_core"), BookMeasures::thin),
                new Bench.Part(List.of("book.dense.ops_per_s", "book.dense.vs_exchange_core"), BookMeasures::dense),
                new Bench.Part(
                        List.of("book.p50_ns", "book.p99_ns", "book.p999_ns", "book.bytes_per_op"),
                        BookMeasures::each));
    }

    private static List<Result> thin(BenchProgram program, Consumer<String> progress) {
        progress.accept("Order book: " + COMMANDS + " commands, beside exchange-core");
        return compared("book", BookStream.Shape.THIN, Optional.of(Target.atLeast(2)));
    }

    private static List<Result> dense(BenchProgram program, Consumer<String> progress) {
        progress.accept("Order book: ten orders at each price");
        return compared("book.dense", BookStream.Shape.DENSE, Optional.empty());
    }

    private static List<Result> each(BenchProgram program, Consumer<String> progress) {
        progress.accept("Order book: each command by itself");
        var stream = new BookStream(COMMANDS, BookStream.Shape.THIN, SEED);
        var results = new ArrayList<>(latencies(stream));
        results.add(Result.of("book.bytes_per_op", "byte", List.of(bytesPerCommand(stream)))
                .toBe(Target.exactly(0)));
        return results;
    }

    private static List<Result> compared(String name, BookStream.Shape shape, Optional<Target> target) {
        var stream = new BookStream(COMMANDS, shape, SEED);
        var ours = new ArrayList<Double>();
        var theirs = new ArrayList<Double>();
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            var fills = new Tape();
            var peerFills = new Tape();
            var book = new OrderBook(BookSettings.USUAL, fills);
            var peer = new ExchangeCorePeer(peerFills::filled);
            double mine = play(stream, book);
            double peers = play(stream, peer);
            requireSame(fills, peerFills);
            requireSame(book, peer);
            if (round >= 0) {
                ours.add(mine);
                theirs.add(peers);
            }
        }
        var ratio = Result.of(name + ".vs_exchange_core", "ratio", Median.ratios(ours, theirs))
                .beside(PEER, theirs);
        return List.of(
                Result.of(name + ".ops_per_s", "1/s", ours).beside(PEER, theirs),
                target.map(ratio::toBe).orElse(ratio));
    }

    /** @return commands a second */
    private static double play(BookStream stream, OrderBook book) {
        var order = new NewOrder();
        long begun = System.nanoTime();
        for (int i = 0; i < stream.size(); i++) {
            stream.carryOut(book, order, i);
        }
        return stream.size() / ((System.nanoTime() - begun) / 1e9);
    }

    private static double play(BookStream stream, ExchangeCorePeer peer) {
        long begun = System.nanoTime();
        for (int i = 0; i < stream.size(); i++) {
            peer.carryOut(stream, i);
        }
        return stream.size() / ((System.nanoTime() - begun) / 1e9);
    }

    /** Each command by itself, the clock's own time included and stated beside. */
    private static List<Result> latencies(BookStream stream) {
        var nanos = new long[stream.size()];
        var clock = new long[stream.size()];
        for (int round = 0; round < 2; round++) {
            var book = new OrderBook(BookSettings.USUAL, new Tape());
            var order = new NewOrder();
            for (int i = 0; i < stream.size(); i++) {
                long begun = System.nanoTime();
                stream.carryOut(book, order, i);
                nanos[i] = System.nanoTime() - begun;
            }
            for (int i = 0; i < stream.size(); i++) {
                long begun = System.nanoTime();
                clock[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        Arrays.sort(clock);
        return List.of(
                quantile("book.p50_ns", 0.5, nanos, clock),
                quantile("book.p99_ns", 0.99, nanos, clock),
                quantile("book.p999_ns", 0.999, nanos, clock));
    }

    private static Result quantile(String name, double share, long[] sorted, long[] clock) {
        int at = (int) (sorted.length * share);
        return Result.of(name, "ns", List.of((double) sorted[at]))
                .beside("two looks at the clock, ns", List.of((double) clock[at]));
    }

    /** Of the stream's second half, once the book has its size. */
    private static double bytesPerCommand(BookStream stream) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var book = new OrderBook(BookSettings.USUAL, new Tape());
        var order = new NewOrder();
        int half = stream.size() / 2;
        for (int i = 0; i < half; i++) {
            stream.carryOut(book, order, i);
        }
        // The question itself allocates the first time.
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = half; i < stream.size(); i++) {
            stream.carryOut(book, order, i);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        return (double) allocated / (stream.size() - half);
    }

    private static void requireSame(Tape ours, Tape theirs) {
        if (ours.count == 0 || ours.count != theirs.count || ours.hash != theirs.hash || ours.lots != theirs.lots) {
            throw new NotMeasuredException("The books do not fill alike: ours " + ours.count + " fills of " + ours.lots
                    + " lots, exchange-core's " + theirs.count + " of " + theirs.lots);
        }
    }

    private static void requireSame(OrderBook book, ExchangeCorePeer peer) {
        var theirs = peer.book().getL2MarketDataSnapshot();
        requireSame(book, Side.BUY, theirs.bidPrices, theirs.bidVolumes, theirs.bidSize);
        requireSame(book, Side.SELL, theirs.askPrices, theirs.askVolumes, theirs.askSize);
    }

    private static void requireSame(OrderBook book, Side side, long[] prices, long[] volumes, int count) {
        var at = new int[1];
        book.levels(side, Integer.MAX_VALUE, (price, lots) -> {
            if (at[0] >= count || prices[at[0]] != price || volumes[at[0]] != lots) {
                throw new NotMeasuredException("The books do not end alike, at " + price);
            }
            at[0]++;
        });
        if (at[0] != count) {
            throw new NotMeasuredException("The books do not end alike: exchange-core has " + count + " levels");
        }
    }

    /** Folds what traded into one number, one fill after the other. */
    private static final class Tape implements BookListener {
        long count;
        long lots;
        long hash;

        @Override
        public void traded(long maker, long taker, Side side, long price, long quantity, long makerLeft) {
            filled(maker, taker, price, quantity);
        }

        void filled(long maker, long taker, long price, long quantity) {
            count++;
            lots += quantity;
            hash = ((hash * 31 + maker) * 31 + taker) * 31 + price * 1_000_003 + quantity;
        }
    }
}
