package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;

/** What each combination of a sweep came to, and each of its parts. Immutable. */
public final class SweepRows {
    static final int ROW_BYTES = 32;
    static final int PART_BYTES = 16;
    private static final int DOUBLES = 3;

    private final double[] figures;
    private final int[] fills;
    private final int[] lastPositions;
    private final double[] parts;
    private final int partsARow;

    private SweepRows(double[] figures, int[] fills, int[] lastPositions, double[] parts, int partsARow) {
        this.figures = figures;
        this.fills = fills;
        this.lastPositions = lastPositions;
        this.parts = parts;
        this.partsARow = partsARow;
    }

    /**
     * @param netReturn natural logarithm of the equity's growth after costs
     * @param deepestFall largest fall of the logarithm of the equity from an earlier high, &gt;= 0
     * @param sharpe mean over sample deviation of one bar's log return, not annualised; 0 if there is no deviation
     * @param fills purchases and sales together
     * @param lastPosition to be held after the last bar: 1 long, 0 flat, -1 short
     */
    public record Row(double netReturn, double deepestFall, double sharpe, int fills, int lastPosition) {}

    /**
     * Of one combination over one part of the bars.
     *
     * @param sum of the bars' log returns
     * @param sumOfSquares of their squares
     */
    public record Part(double sum, double sumOfSquares) {}

    public int size() {
        return fills.length;
    }

    /** How many parts each row has; 0 when they were not wanted. */
    public int partsARow() {
        return partsARow;
    }

    /** Empty for what is no trial: a combination that makes no sense, as a fast average that is not the shorter one. */
    public Optional<Row> row(int index) {
        return isTrial(index)
                ? Optional.of(new Row(
                        figures[DOUBLES * index],
                        figures[DOUBLES * index + 1],
                        figures[DOUBLES * index + 2],
                        fills[index],
                        lastPositions[index]))
                : Optional.empty();
    }

    public boolean isTrial(int index) {
        return !Double.isNaN(figures[DOUBLES * index]);
    }

    /** NaN for what is no trial; so are the others. */
    public double netReturn(int index) {
        return figures[DOUBLES * index];
    }

    public double deepestFall(int index) {
        return figures[DOUBLES * index + 1];
    }

    public double sharpe(int index) {
        return figures[DOUBLES * index + 2];
    }

    public int fills(int index) {
        return fills[index];
    }

    /**
     * @param part from 0, oldest first
     */
    public Part part(int index, int part) {
        int at = 2 * (index * partsARow + part);
        return new Part(parts[at], parts[at + 1]);
    }

    // ---- as bytes

    /** What {@link #write} takes, bytes. */
    public static long bytes(int rows, int partsARow) {
        return rows * (ROW_BYTES + (long) PART_BYTES * partsARow);
    }

    /** Writes all of it in the buffer's byte order: {@link #bytes} of them. {@link SweepUnion} reads it again. */
    public void write(ByteBuffer out) {
        for (int i = 0; i < size(); i++) {
            for (int k = DOUBLES * i; k < DOUBLES * (i + 1); k++) {
                out.putDouble(figures[k]);
            }
            out.putInt(fills[i]).putInt(lastPositions[i]);
        }
        for (double part : parts) {
            out.putDouble(part);
        }
    }

    /** Room for rows that are yet to be read. */
    static SweepRows blank(int rows, int partsARow) {
        return new SweepRows(
                new double[DOUBLES * rows], new int[rows], new int[rows], new double[2 * rows * partsARow], partsARow);
    }

    /** Takes what {@link #write} wrote of so many rows to where the rows from {@code first} on stand. */
    void take(ByteBuffer in, int first, int rows) {
        for (int i = first; i < first + rows; i++) {
            for (int k = DOUBLES * i; k < DOUBLES * (i + 1); k++) {
                figures[k] = in.getDouble();
            }
            fills[i] = in.getInt();
            lastPositions[i] = in.getInt();
        }
        for (int k = 2 * first * partsARow; k < 2 * (first + rows) * partsARow; k++) {
            parts[k] = in.getDouble();
        }
    }

    // ---- read from a slice

    /** Makes what lies in the slice unreadable as rows, so that none of an earlier sweep passes for one of the next. */
    static void blot(MemorySegment slice, long start, long bytes) {
        slice.asSlice(start, bytes).fill((byte) -1);
    }

    /** Empty when what lies there cannot be rows and parts of a sweep over so many bars. */
    static Optional<SweepRows> read(
            MemorySegment slice, long rowsStart, int rows, long partsStart, int partsARow, int bars) {
        var read = blank(rows, partsARow);
        for (int i = 0; i < rows; i++) {
            long at = rowsStart + (long) ROW_BYTES * i;
            MemorySegment.copy(slice, ValueLayout.JAVA_DOUBLE, at, read.figures, DOUBLES * i, DOUBLES);
            read.fills[i] = slice.get(ValueLayout.JAVA_INT, at + 24);
            read.lastPositions[i] = slice.get(ValueLayout.JAVA_INT, at + 28);
        }
        MemorySegment.copy(slice, ValueLayout.JAVA_DOUBLE, partsStart, read.parts, 0, read.parts.length);
        return read.isSound(bars) ? Optional.of(read) : Optional.empty();
    }

    /** Whether it can be what a sweep over so many bars came to. */
    boolean isSound(int bars) {
        return IntStream.range(0, size()).allMatch(row -> isSound(row, bars));
    }

    private boolean isSound(int row, int bars) {
        if (fills[row] < 0 || fills[row] > 2 * bars || Math.abs((long) lastPositions[row]) > 1) {
            return false;
        }
        boolean trial = isTrial(row);
        double sum = netReturn(row) + deepestFall(row) + sharpe(row);
        if (trial ? !Double.isFinite(sum) || deepestFall(row) < 0 : !isBlank(row)) {
            return false;
        }
        for (int i = 2 * row * partsARow; i < 2 * (row + 1) * partsARow; i++) {
            if (trial ? !Double.isFinite(parts[i]) : !Double.isNaN(parts[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean isBlank(int row) {
        return Double.isNaN(deepestFall(row))
                && Double.isNaN(sharpe(row))
                && fills[row] == 0
                && lastPositions[row] == 0;
    }

    /** The first of the highest Sharpe ratio. */
    Optional<Integer> best() {
        int best = -1;
        for (int i = 0; i < size(); i++) {
            if (isTrial(i) && (best < 0 || sharpe(i) > sharpe(best))) {
                best = i;
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(best);
    }
}
