package io.conclave.orchestrator.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The best agent is hijacked in round 1,000 and claims the same outcome for 500 rounds; over 15 markets, how long does it
 * rule the forecast, and what does that cost?
 */
final class HijackTest {
    private static final int MARKETS = 15;
    private static final int HIJACKED_AT = 1_000;
    private static final int LAST = 1_500;

    @Test
    void theShareForgetsAHijackedAgentSoonAndTheCapNeverLetsItRule() {
        var bare = play(Rounds.rules(0, 1));
        var shared = play(Rounds.rules(1 / 250.0, 1));
        var guarded = play(Rounds.rules(1 / 250.0, 0.5));

        assertThat(bare.roundsRuled()).isGreaterThan(20);
        assertThat(shared.roundsRuled()).isLessThan(bare.roundsRuled() / 2);
        assertThat(guarded.roundsRuled()).isZero();
        assertThat(bare.excessOverUniform()).isGreaterThan(shared.excessOverUniform() + 5);
        assertThat(shared.excessOverUniform()).isGreaterThan(guarded.excessOverUniform());
        assertThat(guarded.excessOverUniform()).isNegative();
    }

    /** Means over the markets, after the hijack. */
    private record Damage(double roundsRuled, double excessOverUniform) {}

    private static Damage play(ConsensusRules rules) {
        double ruled = 0;
        double excess = 0;
        for (int market = 0; market < MARKETS; market++) {
            var random = new SplittableRandom(market);
            var federation = Federation.founded(Rounds.ROSTER, rules);
            for (int t = 0; t < LAST; t++) {
                var outcome = Outcome.values()[random.nextInt(3)];
                var ballots = round(random, outcome, t >= HIJACKED_AT);
                if (t >= HIJACKED_AT) {
                    var consensus = federation.decide(ballots, rules);
                    ruled += consensus.weight(Rounds.ANALYST) > 0.5 + 1e-9 ? 1 : 0;
                    excess += Brier.loss(Rounds.array(consensus.q()), outcome.ordinal()) - 2 / 3.0;
                }
                federation = federation.learned(ballots, outcome, rules);
            }
            assertThat(RegretCertificate.of(federation).holds()).isTrue();
        }
        return new Damage(ruled / MARKETS, excess / MARKETS);
    }

    private static SortedMap<AgentId, Ballot> round(SplittableRandom random, Outcome outcome, boolean hijacked) {
        double[] skill = {.46, .40, .38};
        double[] claims = {.25, .20, .15};
        var ballots = new TreeMap<AgentId, Ballot>();
        for (int k = 0; k < skill.length; k++) {
            var direction = random.nextDouble() < skill[k]
                    ? outcome
                    : Outcome.values()[(outcome.ordinal() + 1 + random.nextInt(2)) % 3];
            double confidence = claims[k];
            if (hijacked && k == 0) {
                direction = random.nextDouble() < .9 ? Outcome.UP : direction;
                confidence = .95;
            }
            confidence = Math.clamp(confidence + .03 * random.nextGaussian(), 0, .99);
            ballots.put(Rounds.ROSTER.get(k), new Ballot.Cast(Forecast.of(direction, confidence)));
        }
        return ballots;
    }
}
