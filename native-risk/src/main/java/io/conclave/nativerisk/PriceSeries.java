package io.conclave.nativerisk;

import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Price;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** Opening and closing prices of consecutive bars, oldest first; highs and lows, too, where they are known. Immutable. */
public final class PriceSeries implements BarSource {
    private final long[] opensE8;
    private final long[] closesE8;
    // Both empty when they are not known.
    private final long[] highsE8;
    private final long[] lowsE8;

    private PriceSeries(long[] opensE8, long[] closesE8, long[] highsE8, long[] lowsE8) {
        this.opensE8 = opensE8;
        this.closesE8 = closesE8;
        this.highsE8 = highsE8;
        this.lowsE8 = lowsE8;
    }

    /**
     * @param bars oldest first
     */
    public static PriceSeries of(List<Bar> bars) {
        return new PriceSeries(
                column(bars, Bar::open), column(bars, Bar::close), column(bars, Bar::high), column(bars, Bar::low));
    }

    /**
     * Without highs and lows: enough for whatever looks at opens and closes alone.
     *
     * @param opensE8 oldest first, 1e-8 quote currency
     * @param closesE8 of the same bars
     */
    public static PriceSeries ofE8(long[] opensE8, long[] closesE8) {
        if (opensE8.length != closesE8.length) {
            throw new IllegalArgumentException(opensE8.length + " opens and " + closesE8.length + " closes");
        }
        return new PriceSeries(opensE8.clone(), closesE8.clone(), new long[0], new long[0]);
    }

    /**
     * @param opensE8 oldest first, 1e-8 quote currency; the others of the same bars
     */
    public static PriceSeries ofE8(long[] opensE8, long[] highsE8, long[] lowsE8, long[] closesE8) {
        if (opensE8.length != closesE8.length || opensE8.length != highsE8.length || opensE8.length != lowsE8.length) {
            throw new IllegalArgumentException(opensE8.length + " opens, " + highsE8.length + " highs, " + lowsE8.length
                    + " lows and " + closesE8.length + " closes");
        }
        return new PriceSeries(opensE8.clone(), closesE8.clone(), highsE8.clone(), lowsE8.clone());
    }

    /** A checksum of every price: two that differ are not of the same bars. */
    public int fingerprint() {
        var sum = new CRC32C();
        for (var column : List.of(opensE8, highsE8, lowsE8, closesE8)) {
            var bytes = ByteBuffer.allocate(Long.BYTES * column.length);
            bytes.asLongBuffer().put(column);
            sum.update(bytes);
        }
        return (int) sum.getValue();
    }

    private static long[] column(List<Bar> bars, Function<Bar, Price> price) {
        return bars.stream().mapToLong(bar -> price.apply(bar).e8()).toArray();
    }

    @Override
    public int size() {
        return opensE8.length;
    }

    boolean hasRange() {
        return highsE8.length > 0;
    }

    /** Writes the opens, then the closes, 8 bytes each. */
    void copyTo(MemorySegment slice, long opensStart, long closesStart) {
        copy(opensE8, slice, opensStart);
        copy(closesE8, slice, closesStart);
    }

    /** Writes the highs, then the lows, 8 bytes each. */
    void copyRangeTo(MemorySegment slice, long highsStart, long lowsStart) {
        copy(highsE8, slice, highsStart);
        copy(lowsE8, slice, lowsStart);
    }

    private static void copy(long[] column, MemorySegment slice, long start) {
        MemorySegment.copy(column, 0, slice, ValueLayout.JAVA_LONG, start, column.length);
    }
}
