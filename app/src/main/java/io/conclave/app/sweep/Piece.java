package io.conclave.app.sweep;

import io.conclave.app.sweep.RowOrder.Slab;
import io.conclave.nativerisk.CrossoverSweep.Method;
import io.conclave.nativerisk.SweepRows;
import io.conclave.nativerisk.SweepUnion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Some rows of a sweep as they are kept until the others are there: what they are, over which bars, by which kernel; then
 * the rows, then their parts. Little endian.
 */
final class Piece {
    private static final int SHAPE = 0x31504353;
    private static final int HEADER = 56;

    private Piece() {}

    /** @param spent on it, wall clock */
    static byte[] written(SweepJob job, Slab slab, int parts, Swept swept, Duration spent) {
        long rows = SweepRows.bytes(slab.rows(), parts);
        var out = ByteBuffer.allocate(Math.toIntExact(HEADER + rows)).order(ByteOrder.LITTLE_ENDIAN);
        header(out, job, slab, parts);
        out.putInt(swept.kernelVersion()).putInt(swept.method().ordinal());
        out.putLong(swept.cpuTime().toNanos()).putLong(spent.toNanos());
        swept.rows().write(out);
        return out.array();
    }

    private static void header(ByteBuffer out, SweepJob job, Slab slab, int parts) {
        var bars = job.bars();
        out.putInt(SHAPE).putInt(slab.firstRow()).putInt(slab.rows()).putInt(parts);
        out.putInt(bars.prices().size())
                .putInt(bars.firstBar())
                .putInt(bars.prices().fingerprint());
        out.putInt(0);
    }

    /**
     * Reads it again.
     *
     * @throws IllegalArgumentException if it is of other rows or other bars
     */
    static Swept read(byte[] bytes, SweepJob job, Slab slab, int parts) {
        var expected = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header(expected, job, slab, parts);
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int head = expected.position();
        if (bytes.length != HEADER + SweepRows.bytes(slab.rows(), parts)
                || !in.slice(0, head).equals(expected.slice(0, head))) {
            throw new IllegalArgumentException("The rows from " + slab.firstRow()
                    + " on were swept over other bars, or cut by another version: ask again when the same file and the"
                    + " same Conclave are on every node");
        }
        in.position(head);
        int kernel = in.getInt();
        var method = Method.values()[in.getInt()];
        var cpu = Duration.ofNanos(in.getLong());
        var spent = Duration.ofNanos(in.getLong());
        var union = new SweepUnion(slab.rows(), parts, job.bars().prices().size());
        union.add(in.slice().order(ByteOrder.LITTLE_ENDIAN), slab.rows());
        return new Swept(union.rows(), kernel, method, cpu, spent);
    }
}
