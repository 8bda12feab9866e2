package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** A simulation bar by bar. Immutable. */
public final class SimulationSeries {
    static final SimulationSeries EMPTY = new SimulationSeries(0, new double[0], new double[0], new double[0]);

    private final int firstBar;
    private final double[] equity;
    private final double[] units;
    private final double[] logReturns;

    private SimulationSeries(int firstBar, double[] equity, double[] units, double[] logReturns) {
        this.firstBar = firstBar;
        this.equity = equity;
        this.units = units;
        this.logReturns = logReturns;
    }

    /** How many bars; 0 when it was not wanted. */
    public int size() {
        return equity.length;
    }

    /** The bar of the data set that index 0 stands for. */
    public int firstBar() {
        return firstBar;
    }

    /** At the close of that bar, quote currency. */
    public double equity(int index) {
        return equity[index];
    }

    /** Held after that close; below 0: short. */
    public double units(int index) {
        return units[index];
    }

    /** Of the equity, since the close before; 0 for index 0. */
    public double logReturn(int index) {
        return logReturns[index];
    }

    /** Equity, units and returns one after the other; empty when there is a number among them that is none. */
    static Optional<SimulationSeries> read(MemorySegment slice, long start, int firstBar, int bars) {
        var read = new SimulationSeries(
                firstBar,
                column(slice, start, bars),
                column(slice, start + (long) Double.BYTES * bars, bars),
                column(slice, start + 2L * Double.BYTES * bars, bars));
        boolean sound = Stream.of(read.equity, read.units, read.logReturns)
                .flatMapToDouble(Arrays::stream)
                .allMatch(Double::isFinite);
        return sound ? Optional.of(read) : Optional.empty();
    }

    private static double[] column(MemorySegment slice, long start, int bars) {
        var column = new double[bars];
        MemorySegment.copy(slice, ValueLayout.JAVA_DOUBLE, start, column, 0, bars);
        return column;
    }
}
