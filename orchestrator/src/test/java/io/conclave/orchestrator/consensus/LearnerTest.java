package io.conclave.orchestrator.consensus;

import static io.conclave.orchestrator.consensus.Rounds.ANALYST;
import static io.conclave.orchestrator.consensus.Rounds.QUANT;
import static io.conclave.orchestrator.consensus.Rounds.ballots;
import static io.conclave.orchestrator.consensus.Rounds.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Outcome;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * The reference round of three experts. Two of them are agents at temperature one; the third is the base rate, brought
 * to (.45, .35, .20) by 20 outcomes counted beside the first three.
 */
final class LearnerTest {
    private static final Offset<Double> EIGHT_DIGITS = within(5e-9);
    private static final ConsensusRules PLAIN =
            new ConsensusRules(0, 1, new TreeSet<>(), 1, QUANT, List.of(Fraction.ONE), 99, 200);
    private static final Ballot FIRST = says(100_000, 200_000, 700_000);
    private static final Ballot SECOND = says(250_000, 350_000, 400_000);

    @Test
    void theReferenceRoundIsForecastAndLearned() {
        var round = ballots(ANALYST, FIRST, QUANT, SECOND);

        assertThat(Rounds.array(reference().decide(round, PLAIN).q()))
                .containsExactly(new double[] {0.22314021, 0.26629853, 0.51056126}, EIGHT_DIGITS);
        assertThat(weightsAfterUp(round))
                .containsExactly(new double[] {0.11126386, 0.63472716, 0.25400898}, EIGHT_DIGITS);
    }

    @Test
    void theExpertAsleepKeepsItsWeight() {
        var round = ballots(ANALYST, FIRST);

        assertThat(Rounds.array(reference().decide(round, PLAIN).q()))
                .containsExactly(new double[] {.21454375, .2265108, .55894545}, EIGHT_DIGITS);
        assertThat(weightsAfterUp(round)).containsExactly(new double[] {.10440434, .59559566, .3}, EIGHT_DIGITS);
    }

    @Test
    void theFixedShareDealsOutEvenly() {
        var weights = new Learner(List.of(StrictMath.log(.9), StrictMath.log(.1)), List.of(0.0, 0.0)).shared(0.01);

        assertThat(weights.logWeights().stream().mapToDouble(StrictMath::exp).toArray())
                .containsExactly(new double[] {.99 * .9 + .005, .99 * .1 + .005}, within(1e-15));
    }

    private static double[] weightsAfterUp(SortedMap<AgentId, Ballot> round) {
        return reference().learned(round, Outcome.UP, PLAIN).served().logWeights().stream()
                .mapToDouble(StrictMath::exp)
                .toArray();
    }

    private static Federation reference() {
        var founded = Federation.founded(List.of(ANALYST, QUANT), PLAIN);
        var weights = new Learner(
                DoubleStream.of(.2, .5, .3).map(StrictMath::log).boxed().toList(), List.of(0.0, 0.0, 0.0));
        return new Federation(
                founded.temperatures(),
                founded.seats(),
                weights,
                weights,
                List.of(8L, 6L, 3L),
                17,
                0,
                0,
                Disagreements.NONE);
    }
}
