package io.conclave.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A pair of moving averages.
 *
 * @param fast bars
 * @param slow bars, more
 */
record Crossing(int fast, int slow) {
    static final int FIRST_FAST = 5;
    static final int FAST = 128;
    static final int FIRST_SLOW = 140;
    static final int SLOW_STEP = 8;
    static final int SLOW = 64;

    /** 8,192 pairs: fast 5, 6 … 132 with slow 140, 148 … 644; all fast ones of a slow one, then the next. */
    static List<Crossing> grid() {
        var pairs = new ArrayList<Crossing>();
        for (int s = 0; s < SLOW; s++) {
            for (int f = 0; f < FAST; f++) {
                pairs.add(new Crossing(FIRST_FAST + f, FIRST_SLOW + SLOW_STEP * s));
            }
        }
        return pairs;
    }

    /** Some of the grid, spread over it evenly. */
    static List<Crossing> some(int count) {
        var grid = grid();
        var some = new ArrayList<Crossing>();
        for (int i = 0; i < count; i++) {
            // A step that shares no divisor with either side of the grid meets every fast and slow one in turn.
            some.add(grid.get((int) ((long) i * (grid.size() / count + 67) % grid.size())));
        }
        return some;
    }
}
