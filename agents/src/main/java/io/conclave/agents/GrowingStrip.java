package io.conclave.agents;

import io.conclave.agents.BadTapeException.Fault;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Trade;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a growing tape has of one symbol. Guarded by the tape; only {@link Seen} leaves it.
 *
 * <p>Columns are written behind the part that was handed out, and replaced when they are too short: what a reader holds
 * never changes.
 */
final class GrowingStrip {
    private final Instrument instrument;
    private TradeColumns trades;
    private long[] tradeIds = new long[16];
    private BarColumns bars;

    GrowingStrip(Instrument instrument) {
        this.instrument = instrument;
        this.trades = new TradeColumns(instrument.symbol());
        this.bars = new BarColumns(instrument.symbol());
    }

    /**
     * Whether this very bar is there.
     *
     * @throws BadTapeException if another one closes then
     */
    boolean has(Bar bar) {
        var there = bars.closingAt(bar.closeNanos());
        if (there.isPresent() && !there.get().equals(bar)) {
            throw bad(
                    Fault.DUPLICATE,
                    "a second bar closes at " + at(bar.closeNanos()) + " and differs from the first: " + bar);
        }
        return there.isPresent();
    }

    void append(Bar bar) {
        bars.append(
                bar.openNanos(),
                bar.closeNanos(),
                bar.open().e8(),
                bar.high().e8(),
                bar.low().e8(),
                bar.close().e8(),
                bar.volume().e8());
    }

    /** @return false if it is there already, or nothing changed hands */
    boolean append(Trade trade) {
        long tradeId = hash(trade.id());
        if (has(trade, tradeId)) {
            return false;
        }
        if (trade.atNanos() < trades.endNanos()) {
            throw bad(
                    Fault.UNSORTED,
                    "trade " + trade.id() + " of " + at(trade.atNanos()) + " comes after one of "
                            + at(trades.endNanos()));
        }
        if (trade.atNanos() <= bars.endNanos()) {
            throw bad(
                    Fault.UNSORTED,
                    "trade " + trade.id() + " of " + at(trade.atNanos()) + " comes after the bar that closed at "
                            + at(bars.endNanos()));
        }
        int index = trades.size();
        if (!trades.append(trade.atNanos(), trade.price().e8(), trade.amount().e8())) {
            return false;
        }
        tradeIds = Columns.roomFor(tradeIds, index);
        tradeIds[index] = tradeId;
        return true;
    }

    private boolean has(Trade trade, long tradeId) {
        for (int i = trades.countBefore(trade.atNanos());
                i < trades.size() && trades.atNanos(i) == trade.atNanos();
                i++) {
            if (tradeIds[i] == tradeId
                    && trades.priceE8(i) == trade.price().e8()
                    && trades.amountE8(i) == trade.amount().e8()) {
                return true;
            }
        }
        return false;
    }

    /** Lets go of the oldest once there are twice as many bars as are to be kept. */
    void forget(int keptBars) {
        if (bars.size() / 2 < keptBars) {
            return;
        }
        bars = BarColumns.newestOf(bars, keptBars);
        int from = trades.countBefore(bars.openNanos(0));
        tradeIds = Arrays.copyOfRange(tradeIds, from, trades.size());
        trades = TradeColumns.since(trades, bars.openNanos(0));
    }

    Seen seen() {
        return new Seen(instrument, trades.upTo(Long.MAX_VALUE), bars.upTo(Long.MAX_VALUE));
    }

    BadTapeException bad(Fault fault, String sentence) {
        return new BadTapeException(fault, instrument.symbol(), bars.size() + trades.size(), sentence);
    }

    private static Instant at(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /** FNV-1a in 64 bits: beside moment, price and amount it tells trades apart. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** A prefix of the record. Immutable. */
    record Seen(Instrument instrument, TradeColumns trades, BarColumns bars) {
        Optional<Bar> newestBar() {
            return bars.size() == 0 ? Optional.empty() : Optional.of(bars.bar(bars.size() - 1));
        }

        /** Trades, and in bars that have none of them what is assumed. */
        List<PricePoint> path(long afterNanos, long upToNanos) {
            if (trades.size() == 0) {
                return bars.path(afterNanos, upToNanos);
            }
            var points = new ArrayList<PricePoint>();
            long told = afterNanos;
            int to = bars.countUpTo(upToNanos);
            for (int i = bars.countUpTo(afterNanos); i < to; i++) {
                if (trades.countBefore(bars.openNanos(i)) == trades.countBefore(bars.closeNanos(i))) {
                    points.addAll(trades.path(told, bars.openNanos(i)));
                    bars.addPath(i, afterNanos, points);
                    told = bars.closeNanos(i) - 1;
                }
            }
            points.addAll(trades.path(told, upToNanos));
            return points;
        }
    }
}
