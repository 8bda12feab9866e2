package io.conclave.persistence.feed;

import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsItem;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.StreamName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Publishes a recording as a feed would: of each closing first the trades and the news, then the bars, and at last the end.
 *
 * <p>Whoever plays the same recording again publishes the same items under the same ids, so that it does no harm to begin
 * again from the start. While the bus is full or away, it waits.
 */
public final class Player {
    private final Posting posting;
    private final RecordedTape tape;
    private final SortedMap<Symbol, Line> lines = new TreeMap<>();
    private final Deque<NewsItem> news;

    /** What a player waits for, at each closing. */
    public interface Pacing {
        /** Before anything of the closing is published. */
        default void beforeClosing(long closingNanos) throws InterruptedException {}

        /** All that the closing's bars are made of is on the bus, and they are not. */
        default void beforeBars(long closingNanos) throws InterruptedException {}
    }

    /** How far one symbol is. */
    private static final class Line {
        private final List<Trade> trades;
        private int published;
        private int sinceLastBar;
        private Optional<Long> lastBar = Optional.empty();

        private Line(List<Trade> trades) {
            this.trades = trades;
        }

        /** The next trades of an item, up to then; empty if there are none. */
        private List<Trade> next(long upToNanos) {
            int from = published;
            while (published < trades.size()
                    && published - from < TradesItem.MOST
                    && trades.get(published).atNanos() <= upToNanos) {
                published++;
            }
            sinceLastBar += published - from;
            return trades.subList(from, published);
        }

        /** Its trades begin where those of the bar before it ended, so that one at the open after a gap counts too. */
        private BarItem item(Bar bar, List<String> known) {
            long after = lastBar.orElseGet(() -> trades.isEmpty()
                    ? bar.openNanos()
                    : Math.min(bar.openNanos(), trades.getFirst().atNanos() - 1));
            var count = trades.isEmpty() ? Optional.<Integer>empty() : Optional.of(sinceLastBar);
            var item = new BarItem(bar, count, after, known, lastBar, true);
            lastBar = Optional.of(bar.closeNanos());
            sinceLastBar = 0;
            return item;
        }
    }

    /**
     * @param sources begins the ids of a symbol's trades: says which recording they are from
     * @param trouble told once when the bus does not take what is published, and once when it does again
     */
    public Player(
            Bus bus, RecordedTape tape, NewsWire news, Function<Symbol, String> sources, Consumer<String> trouble) {
        this.posting = new Posting(bus, trouble);
        this.tape = tape;
        tape.symbols().forEach(symbol -> lines.put(symbol, new Line(tape.trades(symbol, sources.apply(symbol)))));
        this.news = new ArrayDeque<>(tape.symbols().stream()
                .flatMap(symbol -> news.items(symbol, Long.MIN_VALUE, Long.MAX_VALUE).stream())
                .collect(Collectors.toMap(NewsItem::id, item -> item, (one, other) -> one, TreeMap::new))
                .values()
                .stream()
                .sorted(Comparator.comparingLong(NewsItem::ingestedNanos).thenComparing(NewsItem::id))
                .toList());
    }

    /**
     * Plays it to the end, once.
     *
     * @param speed how many times faster than the market was; zero for as fast as it is taken
     * @return bars published
     * @throws InterruptedException if interrupted; what was published stays
     */
    public int play(double speed) throws InterruptedException {
        return play(at(speed));
    }

    /** The same, as fast as this lets it. */
    public int play(Pacing pacing) throws InterruptedException {
        int bars = playOn(pacing);
        posting.publish(StreamName.BARS, end().toItem());
        posting.settle();
        return bars;
    }

    /** The same without an end: the feed goes on. */
    public int playOn(double speed) throws InterruptedException {
        return playOn(at(speed));
    }

    private int playOn(Pacing pacing) throws InterruptedException {
        int bars = 0;
        for (long closing : tape.closings()) {
            pacing.beforeClosing(closing);
            bars += publishClosing(closing, pacing);
        }
        publishTrades(Long.MAX_VALUE);
        // Nothing may come behind the end, not even what had to be published again.
        posting.settle();
        return bars;
    }

    private Pacing at(double speed) {
        if (speed <= 0) {
            return new Pacing() {};
        }
        long started = System.nanoTime();
        return new Pacing() {
            @Override
            public void beforeClosing(long closing) throws InterruptedException {
                restUntil(started + (long) ((closing - tape.closings().getFirst()) / speed));
            }
        };
    }

    private int publishClosing(long closing, Pacing pacing) throws InterruptedException {
        publishTrades(closing);
        var known = publishNews(closing);
        posting.settle();
        pacing.beforeBars(closing);
        int bars = 0;
        for (var line : lines.entrySet()) {
            var bar = tape.barClosingAt(line.getKey(), closing);
            if (bar.isPresent()) {
                posting.publish(
                        StreamName.BARS, line.getValue().item(bar.get(), known).toItem());
                bars++;
            }
        }
        return bars;
    }

    private void publishTrades(long upToNanos) throws InterruptedException {
        for (var line : lines.values()) {
            for (var next = line.next(upToNanos); !next.isEmpty(); next = line.next(upToNanos)) {
                posting.publish(StreamName.TRADES, new TradesItem(next).toItem());
            }
        }
    }

    private List<String> publishNews(long upToNanos) throws InterruptedException {
        var ids = new ArrayList<String>();
        while (!news.isEmpty() && news.getFirst().ingestedNanos() <= upToNanos) {
            var item = news.removeFirst();
            ids.add(item.id());
            posting.publish(StreamName.NEWS, NewsBody.toItem(item));
        }
        return ids;
    }

    private EndItem end() {
        var tails = new TreeMap<Symbol, EndItem.Tail>();
        lines.forEach((symbol, line) -> tape.bars(symbol, Long.MAX_VALUE, 1)
                .forEach(last ->
                        tails.put(symbol, new EndItem.Tail(last.openNanos(), last.closeNanos(), line.sinceLastBar))));
        return new EndItem(tape.endNanos(), tails);
    }

    private static void restUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }
}
