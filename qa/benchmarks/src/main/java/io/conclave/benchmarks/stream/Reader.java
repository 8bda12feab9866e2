package io.conclave.benchmarks.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes a server's bytes apart as far as a measurement needs: counts book updates, keeps how old each was, and looks whether
 * each follows the one before. No JSON is read, but two numbers where they always stand.
 */
final class Reader {
    private static final byte TEXT = 0x1;
    private static final byte CLOSE = 0x8;
    private static final byte PING = 0x9;

    /** What one reading came to, of as many readers as share it. */
    static final class Tally {
        private long[] ages = new long[1 << 16];
        private int updates;
        private long broken;
        private long closed;

        void age(long nanos) {
            if (updates == ages.length) {
                ages = Arrays.copyOf(ages, 2 * updates);
            }
            ages[updates++] = nanos;
        }

        void clear() {
            updates = 0;
            broken = 0;
        }

        int updates() {
            return updates;
        }

        /** Updates that did not follow the one before. */
        long broken() {
            return broken;
        }

        long closed() {
            return closed;
        }

        /** Milliseconds that this share of the updates was not older than. */
        double ageMillis(double share) {
            if (updates == 0) {
                return Double.NaN;
            }
            var sorted = Arrays.copyOf(ages, updates);
            Arrays.sort(sorted);
            return sorted[Math.max(0, (int) Math.ceil(share * updates) - 1)] / 1e6;
        }
    }

    private final Tally tally;
    private byte[] rest = new byte[0];
    private boolean upgraded;
    private boolean acknowledged;
    private int pings;
    private long seq;

    Reader(Tally tally) {
        this.tally = tally;
    }

    /** Takes all there is; what is not whole yet waits for more. */
    void take(ByteBuffer bytes) {
        if (rest.length > 0) {
            var joined = ByteBuffer.allocate(rest.length + bytes.remaining());
            joined.put(rest).put(bytes).flip();
            bytes = joined;
        }
        if (!upgraded) {
            upgraded = passHead(bytes);
        }
        long now = System.nanoTime();
        while (upgraded && frame(bytes, now)) {
            // the next one
        }
        rest = new byte[bytes.remaining()];
        bytes.get(rest);
    }

    boolean isUpgraded() {
        return upgraded;
    }

    /** Whether the server has answered a request that has no snapshot to answer it. */
    boolean isAcknowledged() {
        return acknowledged;
    }

    /** Pings that wait for an answer; asked once. */
    int takePings() {
        int waiting = pings;
        pings = 0;
        return waiting;
    }

    private static boolean passHead(ByteBuffer bytes) {
        for (int i = bytes.position(); i + 4 <= bytes.limit(); i++) {
            if (bytes.getInt(i) == 0x0D0A0D0A) {
                bytes.position(i + 4);
                return true;
            }
        }
        return false;
    }

    private boolean frame(ByteBuffer bytes, long now) {
        int start = bytes.position();
        if (bytes.remaining() < 2) {
            return false;
        }
        int opcode = bytes.get(start) & 0xF;
        long length = bytes.get(start + 1) & 0x7F;
        int head = length == 127 ? 10 : length == 126 ? 4 : 2;
        if (bytes.remaining() < head) {
            return false;
        }
        length = length == 127 ? bytes.getLong(start + 2) : length == 126 ? bytes.getShort(start + 2) & 0xFFFF : length;
        if (bytes.remaining() < head + length) {
            return false;
        }
        switch (opcode) {
            case TEXT -> text(bytes, start + head, now);
            case PING -> pings++;
            case CLOSE -> tally.closed++;
            default -> {}
        }
        bytes.position(start + head + (int) length);
        return true;
    }

    /** An update begins with its type, channel, symbol, {@code seq} and {@code prev_seq}, in this order. */
    private void text(ByteBuffer bytes, int at, long now) {
        switch (bytes.get(at + 10)) {
            case 'p' -> {
                int digits = after(bytes, at, "\"seq\":".length());
                long step = number(bytes, digits);
                long before = number(bytes, digits + length(step) + ",\"prev_seq\":".length());
                tally.age(now - step);
                if (seq != 0 && before != seq && before != step) {
                    tally.broken++;
                }
                seq = step;
            }
            case 'n' -> { // a snapshot: the first, or to catch up
                long step = number(bytes, after(bytes, at, "\"seq\":".length()));
                if (seq != 0) {
                    tally.age(now - step);
                }
                seq = step;
            }
            case 'u' -> acknowledged = true; // subscribed
            default -> {}
        }
    }

    /** Behind the {@code "seq":} that follows the symbol. */
    private static int after(ByteBuffer bytes, int at, int length) {
        int i = at + 40;
        while (bytes.get(i) != 's' || bytes.get(i + 1) != 'e' || bytes.get(i + 2) != 'q') {
            i++;
        }
        return i - 1 + length;
    }

    private static long number(ByteBuffer bytes, int at) {
        long value = 0;
        for (int i = at; bytes.get(i) >= '0' && bytes.get(i) <= '9'; i++) {
            value = value * 10 + bytes.get(i) - '0';
        }
        return value;
    }

    private static int length(long number) {
        int digits = 1;
        for (long left = number; left >= 10; left /= 10) {
            digits++;
        }
        return digits;
    }
}
