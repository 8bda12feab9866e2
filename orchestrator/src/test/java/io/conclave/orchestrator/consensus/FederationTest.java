package io.conclave.orchestrator.consensus;

import static io.conclave.orchestrator.consensus.Rounds.ANALYST;
import static io.conclave.orchestrator.consensus.Rounds.QUANT;
import static io.conclave.orchestrator.consensus.Rounds.RISK;
import static io.conclave.orchestrator.consensus.Rounds.ROSTER;
import static io.conclave.orchestrator.consensus.Rounds.abstains;
import static io.conclave.orchestrator.consensus.Rounds.ballots;
import static io.conclave.orchestrator.consensus.Rounds.rules;
import static io.conclave.orchestrator.consensus.Rounds.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Outcome;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class FederationTest {
    private static final AgentId STRANGER = new AgentId("stranger");

    @Test
    void aRoundWithNobodyAwakeForecastsTheBaseRate() {
        var federation = Federation.founded(ROSTER, rules())
                .learned(ballots(), Outcome.UP, rules())
                .learned(ballots(QUANT, abstains()), Outcome.UP, rules());

        var consensus = federation.decide(ballots(), rules());

        assertThat(Rounds.array(consensus.q())).containsExactly(new double[] {.2, .2, .6}, within(1e-12));
        assertThat(consensus.baseRateWeight()).isCloseTo(1, within(1e-12));
        assertThat(consensus.noTrade()).contains(NoTradeReason.NO_QUORUM);
    }

    @Test
    void tradingNeedsAQuorumWithTheRequiredAgentInIt() {
        var federation = Federation.founded(ROSTER, rules());
        var up = says(200_000, 300_000, 500_000);

        assertThat(federation.decide(ballots(QUANT, up), rules()).noTrade()).contains(NoTradeReason.NO_QUORUM);
        assertThat(federation.decide(ballots(RISK, up, ANALYST, up), rules()).noTrade())
                .contains(NoTradeReason.REQUIRED_AGENT_ASLEEP);
        assertThat(federation.decide(ballots(RISK, up, QUANT, up), rules()).noTrade())
                .isEmpty();
    }

    @Test
    void aShadowIsScoredButNotHeard() {
        var withShadow = Federation.founded(ROSTER, rules()).standing(RISK, Standing.SHADOW);
        var quant = says(200_000, 300_000, 500_000);
        var round = ballots(QUANT, quant, RISK, says(900_000, 50_000, 50_000));

        var after = withShadow.learned(round, Outcome.DOWN, rules(0, 1));

        assertThat(withShadow.decide(round, rules())).isEqualTo(withShadow.decide(ballots(QUANT, quant), rules()));
        assertThat(after.seatOf(RISK).orElseThrow().score().mean()).isCloseTo(.01 + .005, within(1e-12));
        assertThat(after.served().logWeights().subList(7, 10))
                .isEqualTo(withShadow.served().logWeights().subList(7, 10));
        assertThat(after.asked()).isEqualTo(ROSTER);
    }

    @Test
    void aMutedAgentIsNeitherAskedNorScored() {
        var muted = Federation.founded(ROSTER, rules()).standing(ANALYST, Standing.MUTED);
        var round = ballots(QUANT, says(200_000, 300_000, 500_000), ANALYST, says(0, 0, 1_000_000));

        var after = muted.learned(round, Outcome.UP, rules());

        assertThat(muted.asked()).containsExactly(QUANT, RISK);
        assertThat(after.seatOf(ANALYST).orElseThrow().score()).isEqualTo(Seat.Score.NONE);
        assertThat(after.seatOf(QUANT).orElseThrow().score().rounds()).isEqualTo(1);
    }

    @Test
    void aStrangersBallotChangesNothing() {
        var federation = Federation.founded(ROSTER, rules());
        var quant = says(200_000, 300_000, 500_000);

        assertThat(federation.decide(ballots(QUANT, quant, STRANGER, says(0, 0, 1_000_000)), rules()))
                .isEqualTo(federation.decide(ballots(QUANT, quant), rules()));
    }

    @Test
    void aJoinerTakesAnEvenPartAndLeavesTheOthersTheirProportions() {
        var four = Federation.founded(List.of(QUANT), rules());
        var before = four.learned(ballots(QUANT, says(0, 0, 1_000_000)), Outcome.UP, rules(0, 1));

        var after = before.joined(RISK);

        double[] was = Rounds.array(before.pure().logWeights());
        double[] is = Rounds.array(after.pure().logWeights());
        for (int k = 0; k < 4; k++) {
            assertThat(StrictMath.exp(is[k])).isCloseTo(StrictMath.exp(was[k]) * 4 / 7, within(1e-15));
        }
        for (int k = 4; k < 7; k++) {
            assertThat(StrictMath.exp(is[k])).isCloseTo(1 / 7.0, within(1e-15));
        }
        assertThat(after.pure().regrets().subList(4, 7)).containsOnly(0.0);
    }

    @Test
    void anOutsideSourceIsHeldToHalfTheVoiceButLearnsInFull() {
        var rules = rules(0, 0.5);
        var federation = Federation.founded(ROSTER, rules);
        var round = ballots(
                ANALYST,
                says(0, 0, 1_000_000),
                QUANT,
                says(900_000, 50_000, 50_000),
                RISK,
                says(600_000, 200_000, 200_000));
        for (int t = 0; t < 300; t++) {
            federation = federation.learned(round, Outcome.UP, rules);
        }

        var consensus = federation.decide(round, rules);

        assertThat(consensus.weight(ANALYST)).isCloseTo(0.5, within(1e-12));
        assertThat(consensus.held()).containsExactly(ANALYST);
        assertThat(consensus.weights().values().stream().mapToDouble(w -> w).sum() + consensus.baseRateWeight())
                .isCloseTo(1, within(1e-12));
        assertThat(federation.decide(round, rules(0, 1)).weight(ANALYST)).isGreaterThan(0.9);
        assertThat(federation.capCost()).isPositive();
    }

    @Test
    void liftingTheOthersLiftsNoOtherSourceOverTheCap() {
        var rules = new ConsensusRules(
                0, 0.3, new TreeSet<>(List.of(ANALYST, RISK)), 1, QUANT, List.of(Fraction.ONE), 99, 200);
        var founded = Federation.founded(ROSTER, rules);
        double[] weights = {.05, .50, .20, .25}; // base rate, analyst, quant, risk
        var learner =
                new Learner(Arrays.stream(weights).map(StrictMath::log).boxed().toList(), List.of(0.0, 0.0, 0.0, 0.0));
        var federation = new Federation(
                founded.temperatures(),
                founded.seats(),
                learner,
                learner,
                founded.outcomes(),
                0,
                0,
                0,
                Disagreements.NONE);
        var any = says(200_000, 300_000, 500_000);

        var consensus = federation.decide(ballots(ANALYST, any, QUANT, any, RISK, any), rules);

        assertThat(consensus.weight(ANALYST)).isCloseTo(0.3, within(1e-12));
        assertThat(consensus.weight(RISK)).isCloseTo(0.3, within(1e-12));
        assertThat(consensus.weight(QUANT)).isCloseTo(0.32, within(1e-12));
        assertThat(consensus.baseRateWeight()).isCloseTo(0.08, within(1e-12));
    }

    @Test
    void aRoundFartherApartThanNearlyAllBeforeIsNotTraded() {
        var federation = Federation.founded(ROSTER, rules());
        var random = new SplittableRandom(1);
        for (int t = 0; t < 199; t++) {
            federation = federation.learned(mild(random), Outcome.values()[random.nextInt(3)], rules());
        }
        var split = ballots(QUANT, says(1_000_000, 0, 0), RISK, says(0, 0, 1_000_000));

        assertThat(federation.decide(split, rules()).noTrade()).isEmpty();
        federation = federation.learned(mild(random), Outcome.UP, rules());

        assertThat(federation.decide(split, rules()).noTrade()).contains(NoTradeReason.DISAGREEMENT);
        assertThat(federation.decide(split, rules()).disagreement()).isBetween(0.0, 13.9);
    }

    @Test
    void theLimitIsTheNearestRankOfTheRecord() {
        var record = Disagreements.NONE;
        for (int i = 300; i >= 1; i--) {
            record = record.plus(i / 1000.0);
        }

        var limit = record.limit(rules());

        assertThat(limit).hasValue(0.297);
        assertThat(Disagreements.exceeds(0.297, limit)).isFalse();
        assertThat(Disagreements.exceeds(0.297001, limit)).isTrue();
    }

    @Test
    void roundsWithoutAQuorumAreNotOnTheRecordOfDisagreement() {
        var after =
                Federation.founded(ROSTER, rules()).learned(ballots(QUANT, says(0, 0, 1_000_000)), Outcome.UP, rules());

        assertThat(after.disagreements().milliNats()).isEmpty();
    }

    @Test
    void temperaturesCannotChangeUnderAFederation() {
        var federation = Federation.founded(ROSTER, rules());
        var colder = new ConsensusRules(0, 1, new TreeSet<>(), 1, QUANT, List.of(Fraction.ONE), 99, 200);

        assertThatThrownBy(() -> federation.decide(ballots(), colder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("founded with temperatures [0.25, 0.5, 1]");
    }

    @Test
    void nobodySitsTwice() {
        var federation = Federation.founded(ROSTER, rules());

        assertThatThrownBy(() -> federation.joined(QUANT)).hasMessageContaining("quant already sits");
        assertThatThrownBy(() -> Federation.founded(List.of(QUANT, QUANT), rules()))
                .hasMessageContaining("only once");
        assertThatThrownBy(() -> federation.standing(STRANGER, Standing.MUTED))
                .hasMessageContaining("stranger has no seat here");
    }

    @Property(tries = 50)
    void theOrderInWhichBallotsComeInIsForgotten(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var one = Federation.founded(ROSTER, rules());
        var other = one;
        for (int t = 0; t < 30; t++) {
            var ballots = Rounds.random(random, ROSTER, 0.8);
            var reversed = new TreeMap<AgentId, Ballot>(Comparator.reverseOrder());
            reversed.putAll(ballots);
            assertThat(one.decide(ballots, rules())).isEqualTo(other.decide(reversed, rules()));
            var outcome = Outcome.values()[random.nextInt(3)];
            one = one.learned(ballots, outcome, rules());
            other = other.learned(reversed, outcome, rules());
        }

        assertThat(one).isEqualTo(other);
    }

    @Property(tries = 50)
    void weightsStayDistributions(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var federation = Federation.founded(ROSTER, rules());
        for (int t = 0; t < 200; t++) {
            federation = federation.learned(
                    Rounds.random(random, ROSTER, 0.6), Outcome.values()[random.nextInt(3)], rules());
        }

        assertThat(Logs.sum(Rounds.array(federation.served().logWeights()))).isCloseTo(0, within(1e-11));
        assertThat(Logs.sum(Rounds.array(federation.pure().logWeights()))).isCloseTo(0, within(1e-11));
    }

    private static SortedMap<AgentId, Ballot> mild(SplittableRandom random) {
        int tilt = random.nextInt(100_000);
        return ballots(QUANT, says(300_000, 300_000, 400_000), RISK, says(300_000 + tilt, 300_000, 400_000 - tilt));
    }
}
