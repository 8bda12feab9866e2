package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the prices and positions of a backtest lie in its slice: opens, closes unless they are resident, then the
 * positions of each run that wants them.
 *
 * @param sliceBytes of the whole slice
 * @param opensStart from its first byte, 8-aligned; so is {@code closesStart}
 * @param positionsStarts one for each run; -1 where they are not wanted
 */
record SliceLayout(long sliceBytes, long opensStart, long closesStart, List<Long> positionsStarts) {
    private static final long NOT_WANTED = -1;

    SliceLayout {
        positionsStarts = List.copyOf(positionsStarts);
    }

    /** Its {@link #sliceBytes} is the least that will do. */
    static SliceLayout of(Backtest backtest) {
        long bars = switch (backtest.bars()) {
            case PriceSeries series -> series.size();
            case DataSet _ -> 0;
        };
        long next = 2 * Long.BYTES * bars;
        var positions = new ArrayList<Long>();
        for (var run : backtest.runs()) {
            positions.add(run.withPositions() ? next : NOT_WANTED);
            next += run.withPositions() ? lengthOf(run) : 0;
        }
        return new SliceLayout(next, 0, Long.BYTES * bars, positions);
    }

    SliceLayout within(long wholeBytes) {
        return new SliceLayout(wholeBytes, opensStart, closesStart, positionsStarts);
    }

    long positionsStart(int run) {
        return positionsStarts.get(run);
    }

    PositionPath positions(MemorySegment slice, int index, Backtest.Run run) {
        if (!run.withPositions()) {
            return PositionPath.EMPTY;
        }
        byte[] held = new byte[lengthOf(run)];
        MemorySegment.copy(slice, ValueLayout.JAVA_BYTE, positionsStart(index), held, 0, held.length);
        return new PositionPath(run.firstBar(), held);
    }

    private static int lengthOf(Backtest.Run run) {
        return Math.max(0, run.endBar() - run.firstBar());
    }
}
