package io.conclave.agents;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Arithmetic on ascending columns of longs. */
final class Columns {
    private Columns() {}

    /** How many of the first {@code size} ascending values are at most {@code limit}. */
    static int countUpTo(long[] ascending, int size, long limit) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The same column with room for one more than {@code size}. */
    static long[] roomFor(long[] column, int size) {
        return size < column.length ? column : Arrays.copyOf(column, Math.max(16, size + (size >> 1)));
    }

    /** Folds the first {@code size} values into a hash, big-endian, preceded by their number. */
    static void digest(MessageDigest digest, long[] column, int size) {
        var buffer = ByteBuffer.allocate(8 * 1024);
        buffer.putLong(size);
        for (int i = 0; i < size; i++) {
            if (!buffer.hasRemaining()) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            buffer.putLong(column[i]);
        }
        digest.update(buffer.flip());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
