package io.conclave.nativerisk;

import io.conclave.nativerisk.Overfitting.Logit;
import io.conclave.nativerisk.Overfitting.Snooping;
import io.conclave.nativerisk.PortfolioRisk.Breach;
import io.conclave.nativerisk.PortfolioRisk.Contribution;
import io.conclave.nativerisk.PortfolioRisk.Exposure;
import io.conclave.nativerisk.PortfolioRisk.Profit;
import io.conclave.nativerisk.PortfolioRisk.Simulated;
import io.conclave.nativerisk.PortfolioRisk.TailLoss;
import io.conclave.nativerisk.TrackRecord.Performance;
import io.conclave.nativerisk.TrackRecord.Significance;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The fixed layouts of the reports, as their C++ structs lie in memory, little-endian and without padding. Empty for
 * what cannot be true: a figure that is not finite, a flag that is not known, another shape than was asked for.
 */
final class Reports {
    /** {@code TrackRecord} of {@code statistics/track_record.h}. */
    static final int TRACK_RECORD_BYTES = 168;
    /** {@code TrialSelection} of {@code statistics/trial_selection.h}. */
    static final int OVERFITTING_BYTES = 160;
    /** {@code PortfolioRiskReport} of {@code risk/portfolio_risk.h}. */
    static final int PORTFOLIO_BYTES = 184;
    /** {@code Contribution} of {@code risk/contributions.h}. */
    static final int CONTRIBUTION_BYTES = 32;

    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private static final int SHARPE_FIGURES = 1;
    private static final int MINIMUM_FIGURE = 2;
    private static final int SNOOPING_FIGURES = 1;
    private static final int FILTERED_FIGURE = 1;
    private static final int CORNISH_FISHER_FIGURE = 2;
    private static final int MONTE_CARLO_FIGURE = 4;

    private Reports() {}

    static Optional<TrackRecord> trackRecord(MemorySegment report, int kernelVersion, int observations) {
        var at = new Cursor(report);
        var performance = new Performance(
                at.wholeNumber(),
                at.wholeNumber(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number(),
                at.number());
        var significance = new Significance(at.number(), at.number(), at.number());
        double minimum = at.number();
        int figures = at.bits();
        boolean sound = at.isSound(TRACK_RECORD_BYTES - Integer.BYTES)
                && performance.observations() == observations
                && performance.longestFall() >= 0
                && performance.longestFall() <= observations
                && areProbabilities(significance.probabilisticSharpe(), significance.deflatedSharpe())
                && (figures & ~(SHARPE_FIGURES | MINIMUM_FIGURE)) == 0;
        return sound
                ? Optional.of(new TrackRecord(
                        kernelVersion,
                        performance,
                        has(figures, SHARPE_FIGURES) ? Optional.of(significance) : Optional.empty(),
                        has(figures, MINIMUM_FIGURE) ? OptionalDouble.of(minimum) : OptionalDouble.empty()))
                : Optional.empty();
    }

    static Optional<Overfitting> overfitting(MemorySegment report, int kernelVersion, OverfittingRequest asked) {
        var at = new Cursor(report);
        double probability = at.number();
        var logit = new Logit(at.number(), at.number(), at.number(), at.number(), at.number());
        double slope = at.number();
        double offset = at.number();
        double loss = at.number();
        long splits = at.wholeNumber();
        long partObservations = at.wholeNumber();
        int parts = at.bits();
        int trials = at.bits();
        var snooping = new Snooping(
                at.number(), at.number(), at.number(), at.number(), at.number(), at.number(), at.bits(), at.bits());
        int figures = at.bits();
        int columns = asked.returns().columns();
        boolean sound = at.isSound(OVERFITTING_BYTES - Integer.BYTES)
                && parts == asked.parts()
                && trials == columns
                && splits > 0
                && partObservations == asked.returns().observations() / asked.parts()
                && areProbabilities(
                        probability,
                        loss,
                        snooping.realityCheck(),
                        snooping.spaLower(),
                        snooping.spaConsistent(),
                        snooping.spaUpper())
                && snooping.best() >= 0
                && snooping.best() < columns
                && snooping.bestStudentised() >= 0
                && snooping.bestStudentised() < columns
                && (figures & ~SNOOPING_FIGURES) == 0;
        return sound
                ? Optional.of(new Overfitting(
                        kernelVersion,
                        probability,
                        logit,
                        slope,
                        offset,
                        loss,
                        splits,
                        partObservations,
                        has(figures, SNOOPING_FIGURES) ? Optional.of(snooping) : Optional.empty()))
                : Optional.empty();
    }

    /** The contributions follow the report. */
    static Optional<PortfolioRisk> portfolio(MemorySegment report, int kernelVersion, int names) {
        var at = new Cursor(report);
        var historical = at.tailLoss();
        var filtered = at.tailLoss();
        var normal = at.tailLoss();
        var student = at.tailLoss();
        var cornishFisher = at.tailLoss();
        var simulated = new Simulated(at.tailLoss(), at.number(), at.number());
        var profit = new Profit(at.number(), at.number(), at.number(), at.number());
        var exposure = new Exposure(at.number(), at.number(), at.number(), at.number());
        int breaches = at.bits();
        int figures = at.bits();
        var contributions = new ArrayList<Contribution>();
        for (int i = 0; i < names; i++) {
            contributions.add(new Contribution(at.number(), at.number(), at.number(), at.number()));
        }
        int allFigures = FILTERED_FIGURE | CORNISH_FISHER_FIGURE | MONTE_CARLO_FIGURE;
        boolean sound = at.isSound(PORTFOLIO_BYTES + (long) CONTRIBUTION_BYTES * names)
                && breaches >>> Breach.values().length == 0
                && (figures & ~allFigures) == 0;
        return sound
                ? Optional.of(new PortfolioRisk(
                        kernelVersion,
                        historical,
                        has(figures, FILTERED_FIGURE) ? Optional.of(filtered) : Optional.empty(),
                        normal,
                        student,
                        has(figures, CORNISH_FISHER_FIGURE) ? Optional.of(cornishFisher) : Optional.empty(),
                        has(figures, MONTE_CARLO_FIGURE) ? Optional.of(simulated) : Optional.empty(),
                        profit,
                        exposure,
                        breachesIn(breaches),
                        contributions))
                : Optional.empty();
    }

    private static EnumSet<Breach> breachesIn(int bits) {
        var breaches = EnumSet.noneOf(Breach.class);
        for (var breach : Breach.values()) {
            if (has(bits, 1 << breach.ordinal())) {
                breaches.add(breach);
            }
        }
        return breaches;
    }

    private static boolean has(int bits, int bit) {
        return (bits & bit) != 0;
    }

    private static boolean areProbabilities(double... values) {
        for (double value : values) {
            if (!(value >= 0 && value <= 1)) {
                return false;
            }
        }
        return true;
    }

    /** Reads a struct field by field. */
    private static final class Cursor {
        private final MemorySegment report;
        private long at;
        private boolean finite = true;

        Cursor(MemorySegment report) {
            this.report = report;
        }

        double number() {
            double value = report.get(DOUBLE, at);
            at += Double.BYTES;
            finite &= Double.isFinite(value);
            return value;
        }

        long wholeNumber() {
            long value = report.get(LONG, at);
            at += Long.BYTES;
            return value;
        }

        int bits() {
            int value = report.get(INT, at);
            at += Integer.BYTES;
            return value;
        }

        TailLoss tailLoss() {
            return new TailLoss(number(), number());
        }

        /** All of it was read, and every number is one. */
        boolean isSound(long bytes) {
            return finite && at == bytes;
        }
    }
}
