package io.conclave.nativerisk;

import io.conclave.domain.market.Bar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Opening and closing prices of consecutive bars, oldest first. Immutable. */
public final class PriceSeries {
    private final long[] opensE8;
    private final long[] closesE8;

    private PriceSeries(long[] opensE8, long[] closesE8) {
        this.opensE8 = opensE8;
        this.closesE8 = closesE8;
    }

    /**
     * @param bars oldest first
     */
    public static PriceSeries of(List<Bar> bars) {
        long[] opens = new long[bars.size()];
        long[] closes = new long[bars.size()];
        for (int i = 0; i < opens.length; i++) {
            opens[i] = bars.get(i).open().e8();
            closes[i] = bars.get(i).close().e8();
        }
        return new PriceSeries(opens, closes);
    }

    public int size() {
        return opensE8.length;
    }

    /** Writes the opens, then the closes, 8 bytes each. */
    void copyTo(MemorySegment slice, long opensStart, long closesStart) {
        MemorySegment.copy(opensE8, 0, slice, ValueLayout.JAVA_LONG, opensStart, opensE8.length);
        MemorySegment.copy(closesE8, 0, slice, ValueLayout.JAVA_LONG, closesStart, closesE8.length);
    }
}
