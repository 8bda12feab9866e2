package io.conclave.orchestrator.consensus;

import static io.conclave.orchestrator.consensus.Rounds.ANALYST;
import static io.conclave.orchestrator.consensus.Rounds.QUANT;
import static io.conclave.orchestrator.consensus.Rounds.RISK;
import static io.conclave.orchestrator.consensus.Rounds.ballots;
import static io.conclave.orchestrator.consensus.Rounds.rules;
import static io.conclave.orchestrator.consensus.Rounds.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.vote.Outcome;
import org.junit.jupiter.api.Test;

final class BaselinesTest {
    private final Federation federation = Federation.founded(Rounds.ROSTER, rules());

    @Test
    void everyCombinationIsScoredOnTheSameBallots() {
        // Confidences: quant .4 up, risk .1 up, analyst .7 down.
        var round = ballots(
                ANALYST,
                says(800_000, 100_000, 100_000),
                QUANT,
                says(200_000, 200_000, 600_000),
                RISK,
                says(300_000, 300_000, 400_000));

        var scored = Baselines.NONE.scored(federation, round, Outcome.UP, rules());

        assertThat(mean(scored, Baselines.Rule.UNIFORM)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(mean(scored, Baselines.Rule.MAJORITY)).isCloseTo(2 / 9.0, within(1e-12));
        assertThat(mean(scored, Baselines.Rule.CONFIDENCE_SUM)).isCloseTo(.64 + .01 + .81, within(1e-12));
        double down = 1.3 / 3;
        double flat = .6 / 3;
        double up = 1.1 / 3;
        assertThat(mean(scored, Baselines.Rule.FIXED_MEAN))
                .isCloseTo(down * down + flat * flat + (1 - up) * (1 - up), within(1e-12));
        assertThat(mean(scored, Baselines.Rule.EQUAL_WEIGHT))
                .isCloseTo(mean(scored, Baselines.Rule.SERVED), within(.05));
        assertThat(scored.of(QUANT).mean()).isCloseTo(.04 + .04 + .16, within(1e-12));
    }

    @Test
    void theConfidenceSumHoldsTheMeanConfidenceOfThoseForIt() {
        var round = ballots(QUANT, says(200_000, 200_000, 600_000), RISK, says(300_000, 300_000, 400_000));

        var scored = Baselines.NONE.scored(federation, round, Outcome.UP, rules());

        assertThat(mean(scored, Baselines.Rule.CONFIDENCE_SUM)).isCloseTo(2 * .25 * .25 + .25, within(1e-12));
    }

    @Test
    void withNobodyAwakeTheCombinationsSayUniform() {
        var scored = Baselines.NONE
                .scored(federation, ballots(), Outcome.UP, rules())
                .scored(federation, ballots(), Outcome.DOWN, rules());

        for (var rule : Baselines.Rule.values()) {
            assertThat(mean(scored, rule)).as("%s", rule).isCloseTo(2 / 3.0, within(1e-12));
        }
        assertThat(scored.agents()).isEmpty();
        assertThat(scored.of(Baselines.Rule.MAJORITY).rounds()).isEqualTo(2);
    }

    private static double mean(Baselines baselines, Baselines.Rule rule) {
        return baselines.of(rule).mean();
    }
}
