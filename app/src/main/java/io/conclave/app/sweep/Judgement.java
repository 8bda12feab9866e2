package io.conclave.app.sweep;

import io.conclave.nativerisk.DataSet;
import io.conclave.nativerisk.ReturnTable;
import io.conclave.nativerisk.Simulation;
import io.conclave.nativerisk.SimulationSeries;
import io.conclave.nativerisk.SweepRows;
import io.conclave.nativerisk.TrackRecordRequest;
import io.conclave.nativerisk.Worker;
import io.conclave.nativerisk.library.LibraryAnswer;
import io.conclave.nativerisk.library.RiskLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the two tests say of the best of a sweep; each is absent where there are too few bars or trials for it. */
record Judgement(Optional<SweepReport.Overfitting> overfitting, Optional<SweepReport.Deflated> deflated) {
    /** S of the cross-validation. */
    static final int PARTS = 16;
    /** More trials than this are not compared with each other. */
    private static final int MOST_TRIALS = 1 << 20;

    private static final double CONFIDENCE = 0.95;

    /** Each part needs two returns to have a deviation. */
    static int partsOf(int returns) {
        return returns >= 2 * PARTS ? PARTS : 0;
    }

    /**
     * @param trials rows that are
     * @param best of them, the best first
     */
    static Judgement of(
            SweepJob job, Swept swept, List<Integer> trials, List<Integer> best, DataSet resident, Worker worker) {
        if (trials.size() < 2) {
            return new Judgement(Optional.empty(), Optional.empty());
        }
        return new Judgement(
                overfitting(swept.rows(), trials, job.bars()),
                deflated(job, swept, trials, best.getFirst(), resident, worker));
    }

    private static Optional<SweepReport.Overfitting> overfitting(SweepRows rows, List<Integer> trials, Bars bars) {
        int parts = rows.partsARow();
        if (parts == 0 || trials.size() > MOST_TRIALS) {
            return Optional.empty();
        }
        int each = (bars.prices().size() - bars.firstBar() - 1) / parts;
        double[] sums = new double[2 * parts * trials.size()];
        int next = 0;
        for (int trial : trials) {
            for (int i = 0; i < parts; i++) {
                var part = rows.part(trial, i);
                sums[next++] = part.sum();
                sums[next++] = part.sumOfSquares();
            }
        }
        return switch (library().overfitting(sums, parts, each)) {
            case LibraryAnswer.Done(var odds) ->
                Optional.of(new SweepReport.Overfitting(
                        odds.probability(), odds.splits(), parts, trials.size(), (long) each * parts));
            case LibraryAnswer.Refused(var why) ->
                throw new IllegalStateException("The probability of overfitting was refused: " + why);
        };
    }

    private static RiskLibrary library() {
        try {
            return RiskLibrary.open(Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<SweepReport.Deflated> deflated(
            SweepJob job, Swept swept, List<Integer> trials, int best, DataSet resident, Worker worker) {
        var plan = job.strategy().plan(job.numbers(best), job.sides());
        var simulation = new Simulation(
                resident,
                plan,
                job.costs().broker(job.barsPerYear()),
                job.bars().firstBar(),
                job.bars().prices().size(),
                true);
        var series = worker.simulate(simulation).orThrow(NotSweptException::new).series();
        double variance = variance(swept.rows(), trials);
        var request = new TrackRecordRequest(
                ReturnTable.of(1, logReturns(series)), job.barsPerYear(), 0, CONFIDENCE, trials.size(), variance);
        var record = worker.measureReturns(request).orThrow(NotSweptException::new);
        return record.significance()
                .map(found -> new SweepReport.Deflated(
                        found.deflatedSharpe(),
                        found.hurdle(),
                        record.performance().sharpe(),
                        record.performance().skew(),
                        record.performance().kurtosis(),
                        trials.size(),
                        record.performance().observations(),
                        variance));
    }

    /** Without the run's first bar, which only decides. */
    private static double[] logReturns(SimulationSeries series) {
        return IntStream.range(1, series.size()).mapToDouble(series::logReturn).toArray();
    }

    /** Of the trials' Sharpe ratios, of the sample. */
    private static double variance(SweepRows rows, List<Integer> trials) {
        double mean = trials.stream().mapToDouble(rows::sharpe).average().orElseThrow();
        return trials.stream()
                        .mapToDouble(trial -> (rows.sharpe(trial) - mean) * (rows.sharpe(trial) - mean))
                        .sum()
                / (trials.size() - 1);
    }
}
