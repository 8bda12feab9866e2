package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalDouble;

/** An indicator bar by bar. Immutable. */
public final class IndicatorValues {
    private final double[] values;

    private IndicatorValues(double[] values) {
        this.values = values;
    }

    /** How many bars. */
    public int size() {
        return values.length;
    }

    /** At that bar's close; empty while its window is not full. */
    public OptionalDouble at(int bar) {
        return Double.isNaN(values[bar]) ? OptionalDouble.empty() : OptionalDouble.of(values[bar]);
    }

    static IndicatorValues read(MemorySegment slice, long start, int bars) {
        var values = new double[bars];
        MemorySegment.copy(slice, ValueLayout.JAVA_DOUBLE, start, values, 0, bars);
        return new IndicatorValues(values);
    }
}
