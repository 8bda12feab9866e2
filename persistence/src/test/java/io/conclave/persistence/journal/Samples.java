package io.conclave.persistence.journal;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import io.conclave.domain.vote.Provenance;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.ConsensusRules;
import io.conclave.orchestrator.consensus.Federation;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** One example of everything that is journalled: what the golden files hold. */
final class Samples {
    static final Symbol BTC = new Symbol("BTC-USD");
    static final DecisionId DECISION = new DecisionId(BTC, 1_385_769_600_000_000_000L);
    static final AgentId QUANT = new AgentId("quant");
    static final AgentId ANALYST = new AgentId("analyst");

    static final Vote CAST = new Vote(
            DECISION,
            QUANT,
            new Ballot.Cast(new Forecast(200_000, 300_001, 499_999)),
            List.of("bar:1385768700000000000", "bar:1385769600000000000"),
            new Provenance("xgboost-7c1e", "", 0, 0, 1_234_567));
    static final Vote ABSTAINED = new Vote(
            DECISION,
            ANALYST,
            new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "No news about BTC-USD in the last week; \"none\" at all"),
            List.of(),
            new Provenance("minilm-q/sentiment-1", "ab".repeat(32), 812, 4_100, 98_765_432_100L));

    static final Federation FEDERATION = federation();

    private Samples() {}

    static List<Journaled> all() {
        return List.of(new Agent.VoteGiven(ABSTAINED), agentState(), FEDERATION);
    }

    private static Federation federation() {
        var rules = new ConsensusRules(
                0.001,
                0.45,
                new TreeSet<>(List.of(ANALYST)),
                1,
                QUANT,
                List.of(Fraction.of(0.5), Fraction.ONE),
                90,
                200);
        var ballots = new TreeMap<AgentId, Ballot>();
        ballots.put(QUANT, CAST.ballot());
        ballots.put(ANALYST, ABSTAINED.ballot());
        return Federation.founded(List.of(QUANT, ANALYST), rules).learned(ballots, Outcome.UP, rules);
    }

    private static Agent.State agentState() {
        var recent = new TreeMap<DecisionId, Vote>();
        recent.put(DECISION, CAST);
        recent.put(new DecisionId(BTC, DECISION.asOfNanos() + 900_000_000_000L), ABSTAINED);
        return new Agent.State(recent, 17, 4);
    }
}
