package io.conclave.nativerisk;

import java.nio.ByteBuffer;

/** Rows that were swept in pieces, put one behind the other. For one thread. */
public final class SweepUnion {
    private final SweepRows rows;
    private final int bars;
    private int taken;

    /**
     * @param rows in all
     * @param partsARow in all pieces the same
     * @param bars that were swept over
     */
    public SweepUnion(int rows, int partsARow, int bars) {
        this.rows = SweepRows.blank(rows, partsARow);
        this.bars = bars;
    }

    /**
     * Takes the next piece.
     *
     * @param piece as {@link SweepRows#write} wrote it, in the same byte order
     * @throws IllegalArgumentException if it does not hold so many rows, or there is no room for them
     */
    public void add(ByteBuffer piece, int count) {
        long bytes = SweepRows.bytes(count, rows.partsARow());
        if (piece.remaining() != bytes || count > rows.size() - taken) {
            throw new IllegalArgumentException(piece.remaining() + " bytes are not " + count + " rows of " + bytes
                    + " bytes, of which " + (rows.size() - taken) + " are missing");
        }
        rows.take(piece, taken, count);
        taken += count;
    }

    /** Takes the next piece. */
    public void add(SweepRows piece) {
        var bytes = ByteBuffer.allocate(Math.toIntExact(SweepRows.bytes(piece.size(), piece.partsARow())));
        piece.write(bytes);
        add(bytes.flip(), piece.size());
    }

    /**
     * All of them.
     *
     * @throws IllegalStateException if some are missing, or cannot be what a sweep over these bars came to
     */
    public SweepRows rows() {
        if (taken < rows.size() || !rows.isSound(bars)) {
            throw new IllegalStateException(taken + " of " + rows.size()
                    + " rows are there, or what they say is no outcome of a sweep over " + bars + " bars");
        }
        return rows;
    }
}
