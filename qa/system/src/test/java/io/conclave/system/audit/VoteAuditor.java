package io.conclave.system.audit;

import io.conclave.agents.Agent;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.round.Orchestrator;
import java.util.TreeSet;

/** Every vote was given once and counted once, by whom it was asked of, as it was given. */
final class VoteAuditor implements Auditor {
    @Override
    public String name() {
        return "votes";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var given = findings.once(
                "vote given",
                evidence.events(Agent.VoteGiven.class).stream()
                        .map(Agent.VoteGiven::vote)
                        .toList(),
                VoteAuditor::key);
        var counted = findings.once(
                "vote counted",
                evidence.events(Orchestrator.VoteCounted.class).stream()
                        .map(Orchestrator.VoteCounted::vote)
                        .toList(),
                VoteAuditor::key);
        findings.same("agents' journals", given, "rounds", counted);

        var asked = new TreeSet<String>();
        var opened = findings.once(
                "round opened",
                evidence.events(Orchestrator.RoundOpened.class),
                round -> round.question().decision());
        opened.forEach((decision, round) -> round.asked().forEach(agent -> asked.add(key(decision, agent))));
        var settled = findings.once(
                "round settled", evidence.events(Orchestrator.RoundSettled.class), Orchestrator.RoundSettled::decision);
        findings.require(opened.keySet().equals(settled.keySet()), "a round was opened and not settled, or else");
        findings.require(
                asked.equals(counted.keySet()),
                "whoever was asked has not voted, or somebody else has: " + asked.size() + " were asked, "
                        + counted.size() + " votes counted");
    }

    private static String key(Vote vote) {
        return key(vote.decision(), vote.agent());
    }

    private static String key(DecisionId decision, AgentId agent) {
        return decision + " " + agent.name();
    }
}
