package io.conclave.benchmarks;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.BacktestAnswer;
import io.conclave.nativerisk.PositionPath;
import io.conclave.nativerisk.PriceSeries;
import io.conclave.nativerisk.Worker;
import java.util.ArrayList;
import java.util.List;

/** Where our own worker buys and sells on a walk. */
final class WorkerTrades {
    private final Worker worker;
    private final PriceSeries prices;

    WorkerTrades(Worker worker, Walk walk) {
        this.worker = worker;
        this.prices = walk.prices();
    }

    /**
     * Bars of the fills, in their order: a wish that changes at the close of one bar is filled at the open of the next.
     *
     * @throws NotMeasuredException if the worker gives no result
     */
    List<Integer> fills(Crossing crossing) {
        var run = new Backtest.Run(List.of(new Backtest.Leg(0, crossing.fast(), crossing.slow())), prices.size(), true);
        var costs = new Backtest.Costs(new Bps(Ta4jPeer.COST_BPS), new Bps(0));
        var answer = worker.run(new Backtest(prices, costs, List.of(run)))
                .toCompletableFuture()
                .join();
        return switch (answer) {
            case BacktestAnswer.Done done -> fills(done.results().getFirst().positions());
            case BacktestAnswer.Failed failed -> throw new NotMeasuredException(failed.detail());
        };
    }

    private static List<Integer> fills(PositionPath wanted) {
        var fills = new ArrayList<Integer>();
        int held = 0;
        for (int bar = wanted.firstBar(); bar < wanted.endBar() - 1; bar++) {
            if (wanted.after(bar) != held) {
                held = wanted.after(bar);
                fills.add(bar + 1);
            }
        }
        return fills;
    }
}
