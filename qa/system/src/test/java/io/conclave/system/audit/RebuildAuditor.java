package io.conclave.system.audit;

import io.conclave.persistence.projection.Upkeep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The read models are, to the last column, what the journal gives when they are made from nothing. Makes them anew. */
final class RebuildAuditor implements Auditor {
    private static final List<String> TABLES = List.of(
            "runs",
            "decisions",
            "votes",
            "agent_weights",
            "vetoes",
            "orders",
            "fills",
            "equity",
            "positions",
            "agents");

    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var upkeep = new Upkeep(evidence.database());
        var missed = upkeep.check(evidence.run());
        findings.require(missed.events() == 0, "the projection passed by " + missed);
        var before = content(evidence);
        findings.require(!before.isEmpty(), "there are no read models");
        upkeep.rebuild(evidence.run());
        findings.same("read models", before, "rebuild", content(evidence));
    }

    /** Every row as text, under its table and its text's place among equals. */
    private static Map<String, String> content(Evidence evidence) {
        var content = new TreeMap<String, String>();
        for (String table : TABLES) {
            var rows = evidence.rows(
                    "SELECT MD5(t::text) AS digest, LEFT(t::text, 160) AS begins FROM " + table
                            + " t WHERE run = ? ORDER BY t::text",
                    evidence.run());
            for (int i = 0; i < rows.size(); i++) {
                content.put(
                        "%s row %05d".formatted(table, i),
                        rows.get(i).text("begins") + " " + rows.get(i).text("digest"));
            }
        }
        return content;
    }
}
