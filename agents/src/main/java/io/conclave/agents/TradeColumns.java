package io.conclave.agents;

import io.conclave.agents.BadTapeException.Fault;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Trades of one symbol in columns: 24 bytes each. Several may share a moment; they keep the order they came in. */
final class TradeColumns implements FinestRecord {
    private final Symbol symbol;
    private long[] atNanos;
    private long[] priceE8;
    private long[] amountE8;
    private int size;
    private int offered;

    TradeColumns(Symbol symbol) {
        this(symbol, new long[16], new long[16], new long[16], 0);
    }

    private TradeColumns(Symbol symbol, long[] atNanos, long[] priceE8, long[] amountE8, int size) {
        this.symbol = symbol;
        this.atNanos = atNanos;
        this.priceE8 = priceE8;
        this.amountE8 = amountE8;
        this.size = size;
    }

    /** @return false if nothing changed hands: such a trade is left out */
    boolean append(long at, long price, long amount) {
        int index = offered++;
        if (price <= 0) {
            throw new BadTapeException(
                    Fault.NOT_POSITIVE, symbol, index, "a price must be positive, not " + E8.format(price));
        }
        if (amount < 0) {
            throw new BadTapeException(
                    Fault.NOT_POSITIVE, symbol, index, "an amount must not be negative: " + E8.format(amount));
        }
        if (size > 0 && at < atNanos[size - 1]) {
            throw new BadTapeException(Fault.UNSORTED, symbol, index, "a trade is older than the one before it");
        }
        if (amount == 0) {
            return false;
        }
        atNanos = Columns.roomFor(atNanos, size);
        priceE8 = Columns.roomFor(priceE8, size);
        amountE8 = Columns.roomFor(amountE8, size);
        atNanos[size] = at;
        priceE8[size] = price;
        amountE8[size] = amount;
        size++;
        return true;
    }

    /** What happened at that moment or later, in arrays of its own. */
    static TradeColumns since(TradeColumns whole, long nanos) {
        int from = whole.countBefore(nanos);
        var kept = new TradeColumns(
                whole.symbol,
                Arrays.copyOfRange(whole.atNanos, from, whole.size),
                Arrays.copyOfRange(whole.priceE8, from, whole.size),
                Arrays.copyOfRange(whole.amountE8, from, whole.size),
                whole.size - from);
        kept.offered = whole.offered;
        return kept;
    }

    int size() {
        return size;
    }

    long atNanos(int i) {
        return atNanos[i];
    }

    long priceE8(int i) {
        return priceE8[i];
    }

    long amountE8(int i) {
        return amountE8[i];
    }

    /** How many happened before that moment. */
    int countBefore(long nanos) {
        return nanos == Long.MIN_VALUE ? 0 : Columns.countUpTo(atNanos, size, nanos - 1);
    }

    /** Memory held by the columns. */
    long heldBytes() {
        return 8L * (atNanos.length + priceE8.length + amountE8.length);
    }

    @Override
    public long endNanos() {
        return size == 0 ? Long.MIN_VALUE : atNanos[size - 1];
    }

    @Override
    public TradeColumns upTo(long nanos) {
        return new TradeColumns(symbol, atNanos, priceE8, amountE8, Columns.countUpTo(atNanos, size, nanos));
    }

    @Override
    public List<PricePoint> path(long afterNanos, long upToNanos) {
        int from = Columns.countUpTo(atNanos, size, afterNanos);
        int to = Columns.countUpTo(atNanos, size, upToNanos);
        var points = new ArrayList<PricePoint>(Math.max(0, to - from));
        for (int i = from; i < to; i++) {
            points.add(new PricePoint(atNanos[i], new Price(priceE8[i]), new Quantity(amountE8[i])));
        }
        return points;
    }

    @Override
    public BarColumns bars(long intervalNanos, long endNanos) {
        var bars = new BarColumns(symbol);
        for (int i = 0; i < size; ) {
            long open = Math.floorDiv(atNanos[i], intervalNanos) * intervalNanos;
            long close = Math.addExact(open, intervalNanos);
            if (close > endNanos) {
                break;
            }
            int first = i;
            long high = priceE8[i];
            long low = priceE8[i];
            long volume = 0;
            for (; i < size && atNanos[i] < close; i++) {
                high = Math.max(high, priceE8[i]);
                low = Math.min(low, priceE8[i]);
                volume = plus(volume, amountE8[i], i);
            }
            bars.append(open, close, priceE8[first], high, low, priceE8[i - 1], volume);
        }
        return bars;
    }

    private long plus(long volume, long amount, int index) {
        try {
            return Math.addExact(volume, amount);
        } catch (ArithmeticException e) {
            throw new BadTapeException(Fault.OVERFLOW, symbol, index, "the volume of its bar is too large");
        }
    }

    @Override
    public void digest(MessageDigest digest) {
        Columns.digest(digest, atNanos, size);
        Columns.digest(digest, priceE8, size);
        Columns.digest(digest, amountE8, size);
    }
}
