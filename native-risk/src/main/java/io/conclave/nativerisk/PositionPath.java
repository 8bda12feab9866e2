package io.conclave.nativerisk;

import java.util.Arrays;

/** The position held after each bar of a run: 1 long, 0 flat. Immutable. */
public final class PositionPath {
    static final PositionPath EMPTY = new PositionPath(0, new byte[0]);

    private final int firstBar;
    private final byte[] held;

    PositionPath(int firstBar, byte[] held) {
        this.firstBar = firstBar;
        this.held = held;
    }

    /** The bar its first entry belongs to. */
    public int firstBar() {
        return firstBar;
    }

    /** One past the bar its last entry belongs to. */
    public int endBar() {
        return firstBar + held.length;
    }

    /**
     * @param bar counted as in the backtest, from {@link #firstBar()} to before {@link #endBar()}
     */
    public int after(int bar) {
        return held[bar - firstBar];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PositionPath that && firstBar == that.firstBar && Arrays.equals(held, that.held);
    }

    @Override
    public int hashCode() {
        return 31 * firstBar + Arrays.hashCode(held);
    }

    @Override
    public String toString() {
        return "from bar " + firstBar + ": " + Arrays.toString(held);
    }
}
