package io.conclave.agents;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** The first longs of an ascending column as a list, 8 bytes each; what the column holds behind them may still grow. */
final class Moments extends AbstractList<Long> implements RandomAccess {
    static final List<Long> NONE = new Moments(new long[0], 0);

    private final long[] ascending;
    private final int size;

    Moments(long[] ascending, int size) {
        this.ascending = ascending;
        this.size = size;
    }

    @Override
    public Long get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("There are " + size + " moments, and none at " + index);
        }
        return ascending[index];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int indexOf(Object wanted) {
        return wanted instanceof Long moment ? Math.max(-1, Arrays.binarySearch(ascending, 0, size, moment)) : -1;
    }
}
