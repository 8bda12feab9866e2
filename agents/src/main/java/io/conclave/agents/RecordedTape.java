package io.conclave.agents;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A tape that ends: trades or bars of a stretch of the past, held in memory in columns.
 *
 * <p>From trades, bars are aggregated: the interval is [open, close), aligned to the epoch, and a bar is there only once
 * the tape reaches its close; an interval without trades has no bar. The path is the trades. From bars, the path inside
 * a bar is assumed ({@link #ties()} says how often that was a toss-up), and coarser bars can be asked for. Immutable.
 */
public final class RecordedTape implements MarketTape {
    private final SortedMap<Symbol, Strip> strips;
    private final long intervalNanos;
    private final long endNanos;
    private final int skippedTrades;
    private final List<Long> closings;
    private final String id;

    /** What there is of one symbol. */
    private record Strip(Instrument instrument, FinestRecord finest, BarColumns bars) {}

    private RecordedTape(SortedMap<Symbol, Strip> strips, long intervalNanos, long endNanos, int skippedTrades) {
        this.strips = Collections.unmodifiableSortedMap(strips);
        this.intervalNanos = intervalNanos;
        this.endNanos = endNanos;
        this.skippedTrades = skippedTrades;
        this.closings = closingsOf(strips);
        this.id = idOf(strips, intervalNanos, endNanos);
    }

    // ---- birth

    /** A tape of trades, with bars of this length. */
    public static TradesBuilder ofTrades(Duration interval) {
        return new TradesBuilder(nanos(interval));
    }

    /** A tape of bars as they were recorded. */
    public static BarsBuilder ofBars() {
        return new BarsBuilder(0);
    }

    /** A tape of bars of this length, aggregated from finer ones; the finer ones give the path. */
    public static BarsBuilder ofBars(Duration interval) {
        return new BarsBuilder(nanos(interval));
    }

    /** A tape of one instrument's trades that ends with the last of them. */
    public static RecordedTape ofTrades(Instrument instrument, Duration interval, List<Trade> trades) {
        var builder = ofTrades(interval).instrument(instrument);
        trades.forEach(builder::trade);
        return builder.build();
    }

    /** A tape of one instrument's bars that ends with the last of them. */
    public static RecordedTape ofBars(Instrument instrument, List<Bar> bars) {
        var builder = ofBars().instrument(instrument);
        bars.forEach(builder::bar);
        return builder.build();
    }

    /** Takes trades in, each symbol's in the order of time. */
    public static final class TradesBuilder extends Builder<TradeColumns, TradesBuilder> {
        private TradesBuilder(long intervalNanos) {
            super(intervalNanos, TradeColumns::new);
        }

        /** @throws BadTapeException if the trade is older than the one before it */
        public TradesBuilder trade(Trade trade) {
            return trade(
                    trade.symbol(),
                    trade.atNanos(),
                    trade.price().e8(),
                    trade.amount().e8());
        }

        /**
         * The same, without a record for each trade. A trade of no amount is left out and counted.
         *
         * @throws BadTapeException if the trade is older than the one before it, or its price is not positive
         */
        public TradesBuilder trade(Symbol symbol, long atNanos, long priceE8, long amountE8) {
            if (!columns(symbol).append(atNanos, priceE8, amountE8)) {
                skipped++;
            }
            return this;
        }

        @Override
        TradesBuilder self() {
            return this;
        }
    }

    /** Takes bars in, each symbol's in the order of time. */
    public static final class BarsBuilder extends Builder<BarColumns, BarsBuilder> {
        private BarsBuilder(long intervalNanos) {
            super(intervalNanos, BarColumns::new);
        }

        /** @throws BadTapeException if the bar is older than the one before it, has its stamp, or overlaps it */
        public BarsBuilder bar(Bar bar) {
            return bar(
                    bar.symbol(),
                    bar.openNanos(),
                    bar.closeNanos(),
                    bar.open().e8(),
                    bar.high().e8(),
                    bar.low().e8(),
                    bar.close().e8(),
                    bar.volume().e8());
        }

        /**
         * The same, without a record for each bar.
         *
         * @throws BadTapeException also if a price is not positive or the prices contradict each other
         */
        public BarsBuilder bar(
                Symbol symbol,
                long openNanos,
                long closeNanos,
                long openE8,
                long highE8,
                long lowE8,
                long closeE8,
                long volumeE8) {
            columns(symbol).append(openNanos, closeNanos, openE8, highE8, lowE8, closeE8, volumeE8);
            return this;
        }

        @Override
        BarsBuilder self() {
            return this;
        }
    }

    /** What both builders share. For one thread, and for one tape. */
    public abstract static sealed class Builder<C extends FinestRecord, B extends Builder<C, B>> {
        private final SortedMap<Symbol, Instrument> instruments = new TreeMap<>();
        private final SortedMap<Symbol, C> columns = new TreeMap<>();
        private final long intervalNanos;
        private final Function<Symbol, C> empty;
        private long endNanos = Long.MIN_VALUE;
        private boolean built;
        int skipped;

        Builder(long intervalNanos, Function<Symbol, C> empty) {
            this.intervalNanos = intervalNanos;
            this.empty = empty;
        }

        abstract B self();

        /** Names an instrument before its first record. */
        public B instrument(Instrument instrument) {
            if (instruments.put(instrument.symbol(), instrument) != null) {
                throw new IllegalArgumentException(instrument.symbol() + " is on this tape already");
            }
            columns.put(instrument.symbol(), empty.apply(instrument.symbol()));
            return self();
        }

        /** Says that the record was kept up to then, if that is later than the last thing recorded. */
        public B reachingTo(long nanos) {
            endNanos = nanos;
            return self();
        }

        C columns(Symbol symbol) {
            if (built) {
                throw new IllegalStateException("This tape is built; take a fresh builder");
            }
            return Optional.ofNullable(columns.get(symbol)).orElseThrow(() -> notOnTape(symbol, columns.keySet()));
        }

        public RecordedTape build() {
            if (built) {
                throw new IllegalStateException("This tape is built; take a fresh builder");
            }
            built = true;
            long end =
                    columns.values().stream().mapToLong(FinestRecord::endNanos).reduce(endNanos, Math::max);
            var strips = new TreeMap<Symbol, Strip>();
            for (var instrument : instruments.values()) {
                C finest = columns.getOrDefault(instrument.symbol(), empty.apply(instrument.symbol()));
                strips.put(instrument.symbol(), new Strip(instrument, finest, finest.bars(intervalNanos, end)));
            }
            return new RecordedTape(strips, intervalNanos, end, skipped);
        }
    }

    /**
     * The tape as it was at that moment: nothing later is on it, and a bar still open then is missing.
     *
     * <p>A moment at or after the end gives this tape.
     */
    public RecordedTape truncatedAt(long nanos) {
        if (nanos >= endNanos) {
            return this;
        }
        var cut = new TreeMap<Symbol, Strip>();
        strips.forEach((symbol, strip) -> cut.put(
                symbol,
                new Strip(
                        strip.instrument(),
                        strip.finest().upTo(nanos),
                        strip.bars().upTo(nanos))));
        return new RecordedTape(cut, intervalNanos, nanos, skippedTrades);
    }

    /**
     * Several tapes as one, each instrument as recorded; it ends where the last of them ends.
     *
     * @throws IllegalArgumentException if an instrument is on two of them, or their bars differ in length
     */
    public static RecordedTape joined(List<RecordedTape> tapes) {
        var strips = new TreeMap<Symbol, Strip>();
        long interval = tapes.getFirst().intervalNanos;
        long end = Long.MIN_VALUE;
        int skipped = 0;
        for (RecordedTape tape : tapes) {
            if (tape.intervalNanos != interval) {
                throw new IllegalArgumentException("Tapes with bars of different lengths cannot be played together");
            }
            for (var strip : tape.strips.entrySet()) {
                if (strips.put(strip.getKey(), strip.getValue()) != null) {
                    throw new IllegalArgumentException(strip.getKey() + " is on two of the tapes");
                }
            }
            end = Math.max(end, tape.endNanos);
            skipped += tape.skippedTrades;
        }
        return new RecordedTape(strips, interval, end, skipped);
    }

    // ---- what is on it

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Symbol> symbols() {
        return List.copyOf(strips.keySet());
    }

    @Override
    public Instrument instrument(Symbol symbol) {
        return strip(symbol).instrument();
    }

    @Override
    public List<Long> closings() {
        return closings;
    }

    /** How far the record reaches, epoch nanoseconds; {@link Long#MIN_VALUE} when nothing is on it. */
    public long endNanos() {
        return endNanos;
    }

    /** Recorded bars whose high and low are equally far from the open, so that which came first is a guess. */
    public int ties() {
        int ties = 0;
        for (Strip strip : strips.values()) {
            ties += switch (strip.finest()) {
                case BarColumns bars -> bars.ties();
                case TradeColumns t -> 0;
            };
        }
        return ties;
    }

    /** Trades handed in and left out because nothing changed hands in them. */
    public int skippedTrades() {
        return skippedTrades;
    }

    /** Whether a symbol's finest record is its trades, and not bars. */
    public boolean hasTrades(Symbol symbol) {
        return strip(symbol).finest() instanceof TradeColumns;
    }

    /**
     * The trades recorded, in the order they happened; each is made when it is asked for. Empty if the finest record is
     * bars.
     *
     * @param source begins every id, which ends with the trade's place in the record, from 0: {@code 1f00ab…:17}
     */
    public List<Trade> trades(Symbol symbol, String source) {
        return switch (strip(symbol).finest()) {
            case TradeColumns trades -> new RecordedTrades(symbol, source, trades);
            case BarColumns b -> List.of();
        };
    }

    /** The finest bars recorded, which may be shorter than the tape's; empty if the finest record is trades. */
    public List<Bar> recordedBars(Symbol symbol) {
        return switch (strip(symbol).finest()) {
            case TradeColumns t -> List.of();
            case BarColumns bars -> bars.newest(Long.MAX_VALUE, Integer.MAX_VALUE);
        };
    }

    // ---- as of

    @Override
    public Optional<Bar> barClosingAt(Symbol symbol, long closeNanos) {
        return strip(symbol).bars().closingAt(closeNanos);
    }

    @Override
    public List<Bar> bars(Symbol symbol, long asOfNanos, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("Ask for 0 bars or more, not " + most);
        }
        return strip(symbol).bars().newest(asOfNanos, most);
    }

    @Override
    public List<PricePoint> path(Symbol symbol, long afterNanos, long upToNanos) {
        return strip(symbol).finest().path(afterNanos, upToNanos);
    }

    private Strip strip(Symbol symbol) {
        return Optional.ofNullable(strips.get(symbol)).orElseThrow(() -> notOnTape(symbol, strips.keySet()));
    }

    private static IllegalArgumentException notOnTape(Symbol symbol, Iterable<Symbol> there) {
        return new IllegalArgumentException(symbol + " is not on this tape; there is: " + there);
    }

    private static long nanos(Duration interval) {
        long nanos = interval.toNanos();
        if (nanos <= 0) {
            throw new IllegalArgumentException("A bar must last longer than " + interval);
        }
        return nanos;
    }

    private static List<Long> closingsOf(SortedMap<Symbol, Strip> strips) {
        long[] all = strips.values().stream()
                .map(Strip::bars)
                .flatMapToLong(bars -> IntStream.range(0, bars.size()).mapToLong(bars::closeNanos))
                .sorted()
                .distinct()
                .toArray();
        return new Moments(all, all.length);
    }

    private static String idOf(SortedMap<Symbol, Strip> strips, long intervalNanos, long endNanos) {
        MessageDigest digest = Columns.sha256();
        put(digest, "conclave-tape-1");
        put(digest, intervalNanos, endNanos, strips.size());
        for (Strip strip : strips.values()) {
            var instrument = strip.instrument();
            put(digest, instrument.symbol().name());
            put(
                    digest,
                    instrument.tick().e8(),
                    instrument.lot().e8(),
                    instrument.minNotional().e8());
            put(digest, instrument.currency());
            put(digest, strip.finest() instanceof TradeColumns ? "trades" : "bars");
            strip.finest().digest(digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(digest, bytes.length);
        digest.update(bytes);
    }

    private static void put(MessageDigest digest, long... values) {
        var buffer = ByteBuffer.allocate(8 * values.length);
        for (long value : values) {
            buffer.putLong(value);
        }
        digest.update(buffer.array());
    }
}
