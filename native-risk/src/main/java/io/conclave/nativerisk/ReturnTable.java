package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Returns of some columns (trials, names) over the same observations, oldest first. Immutable. Whether they are
 * logarithms or shares, the measure says that takes them.
 */
public final class ReturnTable {
    private final int columns;
    private final double[] rows;

    private ReturnTable(int columns, double[] rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * @param columns at least 1
     * @param rows one observation's columns side by side, observation after observation; copied
     */
    public static ReturnTable of(int columns, double... rows) {
        if (columns < 1 || rows.length % columns != 0) {
            throw new IllegalArgumentException(
                    rows.length + " returns do not make rows of " + columns + ": give every observation all columns");
        }
        return new ReturnTable(columns, rows.clone());
    }

    public int columns() {
        return columns;
    }

    public int observations() {
        return rows.length / columns;
    }

    /** A copy, one observation's columns side by side, observation after observation. */
    public double[] toArray() {
        return rows.clone();
    }

    long bytes() {
        return (long) Double.BYTES * rows.length;
    }

    void copyTo(MemorySegment slice, long start) {
        MemorySegment.copy(rows, 0, slice, ValueLayout.JAVA_DOUBLE, start, rows.length);
    }
}
