package io.conclave.orchestrator.execution.book;

import java.util.Arrays;

/**
 * Small integers sorted by a key, then by a tie-breaker, the greatest key and among equal keys the least tie-breaker last:
 * what comes next is taken from the end. For the few: an insertion moves what lies behind it.
 */
final class SortedSlots {
    private long[] keys;
    private long[] ties;
    private int[] values;
    private int size;

    /** @param expected &gt; 0; more double what was taken */
    SortedSlots(int expected) {
        keys = new long[expected];
        ties = new long[expected];
        values = new int[expected];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long key(int index) {
        return keys[index];
    }

    int value(int index) {
        return values[index];
    }

    void insert(long key, long tie, int value) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            ties = Arrays.copyOf(ties, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        int at = firstNotBefore(key, tie);
        int behind = size++ - at;
        System.arraycopy(keys, at, keys, at + 1, behind);
        System.arraycopy(ties, at, ties, at + 1, behind);
        System.arraycopy(values, at, values, at + 1, behind);
        keys[at] = key;
        ties[at] = tie;
        values[at] = value;
    }

    /** Index of what has exactly this key and tie-breaker; negative if nothing has. */
    int find(long key, long tie) {
        int at = firstNotBefore(key, tie);
        return at < size && keys[at] == key && ties[at] == tie ? at : -1;
    }

    /** The last index whose key is less than this one; -1 if there is none. */
    int lastBelow(long key) {
        return firstNotBefore(key, Long.MAX_VALUE) - 1;
    }

    /** @return what was there */
    int removeAt(int index) {
        int removed = values[index];
        int behind = --size - index;
        System.arraycopy(keys, index + 1, keys, index, behind);
        System.arraycopy(ties, index + 1, ties, index, behind);
        System.arraycopy(values, index + 1, values, index, behind);
        return removed;
    }

    private int firstNotBefore(long key, long tie) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] < key || (keys[middle] == key && ties[middle] > tie)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
