package io.conclave.benchmarks;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import java.util.Arrays;
import java.util.List;

/**
 * The textbook's exponential weights: the weighted mean of the agents' own forecasts, each weight times e^(-Brier loss) once
 * the outcome is known; who abstains keeps its weight. No temperatures, no base rate, no cap, no record of why.
 */
final class PlainWeights {
    private final List<AgentId> agents;
    private final double[] weights;

    PlainWeights(List<AgentId> agents) {
        this.agents = List.copyOf(agents);
        this.weights = new double[agents.size()];
        Arrays.fill(weights, 1.0 / weights.length);
    }

    /** One round, from forecast to lesson; the loss of the forecast. */
    double held(Assembly.Round round) {
        double[] mix = new double[3];
        double awake = 0;
        double[] losses = new double[weights.length];
        for (int k = 0; k < weights.length; k++) {
            if (round.ballots().get(agents.get(k)) instanceof Ballot.Cast cast) {
                double[] told = cast.forecast().probabilities();
                awake += weights[k];
                for (int i = 0; i < mix.length; i++) {
                    mix[i] += weights[k] * told[i];
                }
                losses[k] = brier(told, round.outcome().ordinal());
            }
        }
        for (int i = 0; i < mix.length; i++) {
            mix[i] = awake > 0 ? mix[i] / awake : 1.0 / mix.length;
        }
        learn(losses);
        return brier(mix, round.outcome().ordinal());
    }

    private void learn(double[] losses) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] *= StrictMath.exp(-losses[k]);
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
    }

    private static double brier(double[] told, int outcome) {
        double loss = 0;
        for (int i = 0; i < told.length; i++) {
            double miss = (i == outcome ? 1 : 0) - told[i];
            loss += miss * miss;
        }
        return loss;
    }
}
