package io.conclave.orchestrator.round;

import io.conclave.agents.Question;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.consensus.Consensus;
import io.conclave.orchestrator.sizing.SizingFacts;
import io.conclave.orchestrator.sizing.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One round as the journal tells it: what was asked of whom, what they said, what was decided.
 *
 * @param facts what sizing knew when the round opened
 * @param pricedAtNanos when the close that the question stands on was printed, event time
 * @param asked whom the question was put to
 * @param votes in the order they were counted: by agent
 * @param consensus absent until settled
 * @param sealed whether the round is in the hash chain
 */
public record Round(
        Question question,
        SizingFacts facts,
        long pricedAtNanos,
        List<AgentId> asked,
        List<Vote> votes,
        Optional<Consensus> consensus,
        Optional<Verdict> verdict,
        boolean sealed) {
    public Round {
        asked = List.copyOf(asked);
        votes = List.copyOf(votes);
    }

    public static Round opened(Orchestrator.RoundOpened opening) {
        return new Round(
                opening.question(),
                opening.facts(),
                opening.pricedAtNanos(),
                opening.asked(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    public DecisionId id() {
        return question.decision();
    }

    public boolean isSettled() {
        return verdict.isPresent();
    }

    /** Every ballot counted, by agent; whoever is missing was asleep. */
    public SortedMap<AgentId, Ballot> ballots() {
        return ballots(votes);
    }

    static SortedMap<AgentId, Ballot> ballots(List<Vote> votes) {
        var ballots = new TreeMap<AgentId, Ballot>();
        votes.forEach(vote -> ballots.put(vote.agent(), vote.ballot()));
        return ballots;
    }

    public Round with(Vote vote) {
        return new Round(
                question,
                facts,
                pricedAtNanos,
                asked,
                Stream.concat(votes.stream(), Stream.of(vote)).toList(),
                consensus,
                verdict,
                sealed);
    }

    public Round settled(Consensus agreed, Verdict reached) {
        return new Round(
                question, facts, pricedAtNanos, asked, votes, Optional.of(agreed), Optional.of(reached), sealed);
    }

    Round inChain() {
        return new Round(question, facts, pricedAtNanos, asked, votes, consensus, verdict, true);
    }
}
