package io.conclave.nativerisk.library;

import io.conclave.nativerisk.Backtest.Costs;
import io.conclave.nativerisk.Backtest.Leg;
import java.util.List;

/**
 * One account that follows its legs from the first one's first bar on: {@code docs/backtest-semantics.md}.
 *
 * @param legs ascending, at least one
 * @param endBar exclusive; later bars are not read
 */
public record CrossoverRun(List<Leg> legs, int endBar, Costs costs) {
    public CrossoverRun {
        legs = List.copyOf(legs);
    }

    /** Three words a leg, as they lie in C. */
    int[] packedLegs() {
        int[] packed = new int[3 * legs.size()];
        for (int i = 0; i < legs.size(); i++) {
            packed[3 * i] = legs.get(i).firstBar();
            packed[3 * i + 1] = legs.get(i).fastBars();
            packed[3 * i + 2] = legs.get(i).slowBars();
        }
        return packed;
    }
}
