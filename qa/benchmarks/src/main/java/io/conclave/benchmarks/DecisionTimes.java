package io.conclave.benchmarks;

import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.persistence.journal.JournalReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a run's rounds were settled and its closings were done, by the clock of whoever journalled that.
 *
 * @param settledMillis of every round, in the order they stand in the journal
 * @param stepMillis of every closing, epoch milliseconds
 * @param hash over all decisions; absent while the run is not over
 */
record DecisionTimes(List<Long> settledMillis, List<Long> stepMillis, Optional<String> hash) {
    DecisionTimes {
        settledMillis = List.copyOf(settledMillis);
        stepMillis = List.copyOf(stepMillis);
    }

    static DecisionTimes of(JournalReader journal, String run) {
        var settled = new ArrayList<Long>();
        var steps = new ArrayList<Long>();
        var hashes = new ArrayList<String>();
        journal.forEachOfRun(run, entry -> {
            switch (entry.event()) {
                case Orchestrator.RoundSettled _ -> settled.add(entry.writtenAtMillis());
                case Conductor.StepTaken _ -> steps.add(entry.writtenAtMillis());
                case Conductor.RunFinished finished -> hashes.add(finished.runHash());
                default -> {
                    // Nothing else says how far it is.
                }
            }
        });
        return new DecisionTimes(settled, steps, hashes.stream().findFirst());
    }

    int steps() {
        return stepMillis.size();
    }

    /** Rounds settled a second, from the end of that closing to the end of the last. */
    double perSecond(int fromStep) {
        long from = stepMillis.get(fromStep - 1);
        long until = stepMillis.getLast();
        long decisions =
                settledMillis.stream().filter(at -> at > from && at <= until).count();
        if (until <= from) {
            throw new NotMeasuredException(
                    "From closing " + fromStep + " to the last of " + steps() + " no time passed");
        }
        return decisions * 1e3 / (until - from);
    }

    /** How long no closing was done after a moment: from then to the end of the longest pause that ended later, seconds. */
    double secondsToGoOnAfter(long millis) {
        long longest = 0;
        long wentOn = millis;
        for (int step = 1; step < steps(); step++) {
            long pause = stepMillis.get(step) - stepMillis.get(step - 1);
            if (stepMillis.get(step) > millis && pause > longest) {
                longest = pause;
                wentOn = stepMillis.get(step);
            }
        }
        return (wentOn - millis) / 1e3;
    }
}
