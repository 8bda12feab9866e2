package io.conclave.agents.quant;

import java.util.OptionalInt;

/**
 * At which bars a model is trained: counted from the first bar of the tape, so that a process that starts anywhere
 * trains the same models at the same bars.
 *
 * @param minSamples how many outcomes must be known before the first training; &gt; 0
 * @param retrainEvery bars from one training to the next; &gt; 0
 */
record Schedule(int minSamples, int retrainEvery) {
    Schedule {
        if (minSamples <= 0 || retrainEvery <= 0) {
            throw new IllegalArgumentException("conclave.quant.min-samples and retrain-every must be positive");
        }
    }

    /** The number of the bar at whose close the first model is trained. */
    int firstTraining(int horizonBars) {
        return Features.SHORTEST - 1 + minSamples + horizonBars;
    }

    /** The number of the bar at whose close the model was trained that serves at bar {@code bars}; empty if none was. */
    OptionalInt trainedAt(int bars, int horizonBars) {
        int first = firstTraining(horizonBars);
        return bars < first ? OptionalInt.empty() : OptionalInt.of(bars - (bars - first) % retrainEvery);
    }

    /** How many outcomes are known at the close of bar {@code bars}. */
    static int knownOutcomes(int bars, int horizonBars) {
        return Math.max(0, bars - horizonBars - (Features.SHORTEST - 1));
    }
}
