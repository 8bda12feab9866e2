package io.conclave.orchestrator.consensus;

import io.conclave.domain.vote.AgentId;

/**
 * An agent's place in the federation.
 *
 * @param score of the agent's own forecasts, untempered, whenever it voted active or in shadow
 */
public record Seat(AgentId agent, Standing standing, Score score) {
    /**
     * How somebody's forecasts did, beside what the federation served in the same rounds.
     *
     * @param rounds in which it voted and the outcome is known
     * @param loss sum of its Brier losses over them
     * @param servedLoss sum of the federation's Brier losses over them
     */
    public record Score(long rounds, double loss, double servedLoss) {
        static final Score NONE = new Score(0, 0, 0);

        Score plus(double lost, double servedLost) {
            return new Score(rounds + 1, loss + lost, servedLoss + servedLost);
        }

        /** Mean Brier loss, in [0, 2]; zero when nothing was scored. */
        public double mean() {
            return rounds == 0 ? 0 : loss / rounds;
        }

        /** The federation's mean Brier loss over the same rounds. */
        public double servedMean() {
            return rounds == 0 ? 0 : servedLoss / rounds;
        }
    }

    Seat standing(Standing to) {
        return new Seat(agent, to, score);
    }

    Seat scored(double lost, double servedLost) {
        return new Seat(agent, standing, score.plus(lost, servedLost));
    }
}
