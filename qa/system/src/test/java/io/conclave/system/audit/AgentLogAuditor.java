package io.conclave.system.audit;

import io.conclave.persistence.agentlog.AgentLogAudit;

/**
 * Each agent's log is one chain up to its head. The last entries before a crash may be missing, for they are written in
 * groups beside the journal; nothing may be missing in between, and nothing be told of a vote that was not given.
 */
final class AgentLogAuditor implements Auditor {
    @Override
    public String name() {
        return "agent logs";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var rows = evidence.rows("SELECT COUNT(*) AS n FROM agent_logs WHERE run = ?", evidence.run());
        findings.require(!rows.getFirst().text("n").equals("0"), "no agent has logged anything");
        new AgentLogAudit(evidence.database()).examine().faults().forEach(fault -> findings.add(fault.toString()));
        evidence.rows(
                        "SELECT DISTINCT agent, symbol, as_of FROM agent_logs l WHERE run = ? AND NOT EXISTS (SELECT 1"
                                + " FROM votes v WHERE v.run = l.run AND v.agent = l.agent AND v.symbol = l.symbol AND"
                                + " v.as_of = l.as_of)",
                        evidence.run())
                .forEach(stray -> findings.add("something is logged of a vote that was not counted: " + stray));
    }
}
