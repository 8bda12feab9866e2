package io.conclave.agents.risk;

import io.conclave.domain.market.Bar;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.Backtest.Leg;
import io.conclave.nativerisk.Backtest.Run;
import io.conclave.nativerisk.PriceSeries;
import io.conclave.nativerisk.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The path a crossover strategy would have taken, had it been chosen anew for each block of bars from the bars before it.
 *
 * <p>Blocks are stretches of time aligned to the epoch, so a choice once made stays made, whenever it is asked about; the
 * choices are kept for that reason, and could be made again. Nothing in a path has seen a later bar.
 */
final class WalkForward {
    private final RiskSettings settings;
    private final Backtester backtester;
    /** By the close of the last bar before the block. */
    private final NavigableMap<Long, Averages> choices = new ConcurrentSkipListMap<>();

    /**
     * @param bars what was known, oldest first
     * @param result over the bars of the path; its positions are counted as in {@code bars}
     * @param chosen the averages of the last block
     */
    record Walk(List<Bar> bars, RunResult result, Averages chosen, int kernelVersion) {}

    WalkForward(RiskSettings settings, Backtester backtester) {
        this.settings = settings;
        this.backtester = backtester;
    }

    /**
     * @param bars the last {@link RiskSettings#reach()}, or all there are; at least {@link RiskSettings#leastBars()}
     */
    CompletionStage<Walk> over(List<Bar> bars) {
        var prices = PriceSeries.of(bars);
        var starts = blockStarts(bars);
        forgetBefore(bars.getFirst().closeNanos());
        return choose(bars, prices, starts).thenCompose(chosen -> walk(bars, prices, chosen));
    }

    /** First bars of the blocks that begin within the window and have enough bars before them. */
    private List<Integer> blockStarts(List<Bar> bars) {
        long blockNanos =
                settings.block() * (bars.getLast().closeNanos() - bars.getLast().openNanos());
        var starts = new ArrayList<Integer>();
        for (int i = Math.max(settings.leastTrain(), bars.size() - settings.window()); i < bars.size(); i++) {
            long before = Math.floorDiv(bars.get(i - 1).openNanos(), blockNanos);
            if (Math.floorDiv(bars.get(i).openNanos(), blockNanos) != before) {
                starts.add(i);
            }
        }
        if (starts.isEmpty()) {
            starts.add(bars.size() - 1);
        }
        return starts;
    }

    // ---- choosing

    private CompletionStage<List<Leg>> choose(List<Bar> bars, PriceSeries prices, List<Integer> starts) {
        var known = new TreeMap<>(choices);
        var unknown = starts.stream()
                .filter(start -> !known.containsKey(keyOf(bars, start)))
                .toList();
        if (unknown.isEmpty()) {
            return CompletableFuture.completedFuture(legs(bars, starts, known));
        }
        var trials = new ArrayList<Run>();
        for (int start : unknown) {
            int first = Math.max(0, start - settings.train());
            for (var pair : settings.averages()) {
                trials.add(new Run(List.of(new Leg(first, pair.fast(), pair.slow())), start, false));
            }
        }
        return backtester.run(new Backtest(prices, settings.costs(), trials)).thenApply(done -> {
            for (int b = 0; b < unknown.size(); b++) {
                known.put(keyOf(bars, unknown.get(b)), best(done.results(), b));
            }
            choices.putAll(known);
            return legs(bars, starts, known);
        });
    }

    /** Of the trials of one block, the pair with the highest Sharpe ratio; of equals, the first. */
    private Averages best(List<RunResult> trials, int block) {
        int pairs = settings.averages().size();
        int best = 0;
        for (int p = 1; p < pairs; p++) {
            double sharpe = trials.get(block * pairs + p).sharpe();
            if (sharpe > trials.get(block * pairs + best).sharpe()) {
                best = p;
            }
        }
        return settings.averages().get(best);
    }

    private static List<Leg> legs(List<Bar> bars, List<Integer> starts, Map<Long, Averages> chosen) {
        return starts.stream()
                .map(start -> {
                    var pair = chosen.get(keyOf(bars, start));
                    if (pair == null) {
                        throw new IllegalStateException("No averages were chosen for the block at bar " + start);
                    }
                    return new Leg(start, pair.fast(), pair.slow());
                })
                .toList();
    }

    private static long keyOf(List<Bar> bars, int start) {
        return bars.get(start - 1).closeNanos();
    }

    private void forgetBefore(long nanos) {
        choices.headMap(nanos).clear();
    }

    // ---- walking

    private CompletionStage<Walk> walk(List<Bar> bars, PriceSeries prices, List<Leg> legs) {
        var path = new Run(legs, bars.size(), true);
        var last = new Averages(legs.getLast().fastBars(), legs.getLast().slowBars());
        return backtester
                .run(new Backtest(prices, settings.costs(), List.of(path)))
                .thenApply(done -> new Walk(bars, done.results().getFirst(), last, done.kernelVersion()));
    }
}
