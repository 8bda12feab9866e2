package io.conclave.orchestrator.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Outcome;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class RegretTest {
    private static final AgentId NEWCOMER = new AgentId("newcomer");
    private static final int ROUNDS = 400;

    @Property(tries = 60)
    void bothBoundsHoldAfterEveryRoundUnderRandomOutcomes(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.2, max = 1) double awake) {
        play(seed, awake, false, Rounds.rules());
    }

    @Property(tries = 60)
    void bothBoundsHoldAfterEveryRoundUnderTheWorstOutcomes(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.2, max = 1) double awake) {
        play(seed, awake, true, Rounds.rules());
    }

    @Property(tries = 30)
    void bothBoundsHoldWithAHeavyShareAndATightCap(@ForAll long seed) {
        play(seed, 0.8, true, Rounds.rules(0.1, 0.05));
    }

    @Property(tries = 30)
    void withoutShareAndCapTheServedForecastIsThePureOne(@ForAll long seed) {
        var certificate = RegretCertificate.of(play(seed, 0.7, true, Rounds.rules(0, 1)));

        assertThat(certificate.served().max()).isCloseTo(certificate.pure().max(), within(1e-12));
        assertThat(certificate.served().bound()).isEqualTo(certificate.pure().bound());
    }

    @Test
    void tenExpertsStartWithABoundOfLnTen() {
        var certificate = RegretCertificate.of(Federation.founded(Rounds.ROSTER, Rounds.rules()));

        assertThat(certificate)
                .isEqualTo(new RegretCertificate(
                        new RegretCertificate.Pure(0, StrictMath.log(10)),
                        new RegretCertificate.Served(0, StrictMath.log(10), 0, 0),
                        true));
    }

    @Test
    void theCertificateFailsWhenTheLearnerFellBehindItsBound() {
        var founded = Federation.founded(List.of(), Rounds.rules());
        var behind = new Learner(List.of(0.0), List.of(0.01));
        var broken = new Federation(
                founded.temperatures(),
                List.of(),
                founded.served(),
                behind,
                founded.outcomes(),
                1,
                0,
                0,
                Disagreements.NONE);

        assertThat(RegretCertificate.of(broken).holds()).isFalse();
    }

    @Test
    void aJoinersRegretCountsFromItsFirstRoundAgainstTheBoundOfAllThereAreNow() {
        var rules = Rounds.rules(0, 1);
        var wrong = Rounds.says(1_000_000, 0, 0);
        var federation = Federation.founded(List.of(Rounds.RISK), rules);
        for (int t = 0; t < 100; t++) {
            federation = federation.learned(Rounds.ballots(Rounds.RISK, wrong), Outcome.UP, rules);
        }
        federation = federation.joined(Rounds.QUANT);
        assertThat(federation.pure().regrets().subList(4, 7)).containsOnly(0.0);

        var oracle = Rounds.says(0, 0, 1_000_000);
        for (int t = 0; t < 100; t++) {
            federation =
                    federation.learned(Rounds.ballots(Rounds.RISK, wrong, Rounds.QUANT, oracle), Outcome.UP, rules);
        }
        var certificate = RegretCertificate.of(federation);

        assertThat(federation.pure().regrets().get(6)).isPositive();
        assertThat(certificate.pure().bound()).isEqualTo(StrictMath.log(7));
        assertThat(certificate.holds()).isTrue();
    }

    /**
     * Experts that contradict each other with certainty, all but one wrong: the mixture pays the whole ln N for finding
     * the one that is right, and a learner that paid more than its bound would show here first.
     */
    @Test
    void findingTheOnlyExpertThatIsRightCostsTheMixtureLnN() {
        var learner = Learner.uniform(10);
        double paid = 0;
        double[][] forecasts = new double[10][];
        for (int k = 0; k < 10; k++) {
            forecasts[k] = k == 7 ? new double[] {0, 0, 1} : new double[] {1, 0, 0};
        }
        double[] weights = Rounds.array(learner.logWeights());
        for (int t = 0; t < 50; t++) {
            double mixLoss = Aggregation.mix(weights, forecasts)[2];
            paid += mixLoss;
            for (int k = 0; k < 10; k++) {
                weights[k] += mixLoss - Brier.loss(forecasts[k], 2);
            }
        }

        assertThat(paid).isCloseTo(StrictMath.log(10), within(1e-12));
    }

    /** A life with a joiner, a demotion to shadow, a return and a mute in it; certified after every round. */
    private static Federation play(long seed, double awake, boolean adversarial, ConsensusRules rules) {
        var random = new SplittableRandom(seed);
        var federation = Federation.founded(Rounds.ROSTER, rules);
        for (int t = 0; t < ROUNDS; t++) {
            federation = roster(federation, t);
            var ballots = Rounds.random(
                    random, federation.seats().stream().map(Seat::agent).toList(), awake);
            var consensus = federation.decide(ballots, rules);
            var outcome = adversarial ? Rounds.worst(consensus) : Outcome.values()[random.nextInt(3)];
            federation = federation.learned(ballots, outcome, rules);
            assertThat(RegretCertificate.of(federation).holds())
                    .as("round %d: %s", t, RegretCertificate.of(federation))
                    .isTrue();
        }
        return federation;
    }

    private static Federation roster(Federation federation, int round) {
        return switch (round) {
            case 100 -> federation.joined(NEWCOMER);
            case 150 -> federation.standing(Rounds.RISK, Standing.SHADOW);
            case 250 -> federation.standing(Rounds.RISK, Standing.ACTIVE);
            case 300 -> federation.standing(Rounds.ANALYST, Standing.MUTED);
            default -> federation;
        };
    }
}
