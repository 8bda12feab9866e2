package io.conclave.system.audit;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.persistence.journal.JournalJson;
import io.conclave.persistence.journal.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is held is the sum of the fills: by the desk, in the ledger's journal and in its snapshots. */
final class PositionAuditor implements Auditor {
    @Override
    public String name() {
        return "positions";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var traded = positions(evidence.events(OrderDesk.OrderFilled.class).stream()
                .map(OrderDesk.OrderFilled::fill)
                .toList());
        var posted = positions(evidence.events(Ledger.FillPosted.class).stream()
                .map(Ledger.FillPosted::fill)
                .toList());
        findings.require(!traded.isEmpty(), "nothing was traded");
        findings.same("desk's fills", traded, "ledger", posted);
        evidence.entities().forEach((entity, events) -> {
            if (entity.startsWith(Ledger.TYPE.name() + "|")) {
                snapshots(evidence, findings, entity, events);
            }
        });
    }

    /** Each snapshot is what its events come to; so is the cash, for it comes of the same fills. */
    private static void snapshots(
            Evidence evidence, Findings findings, String entity, List<JournalReader.Entry> events) {
        var rows = evidence.rows(
                "SELECT sequence_number AS number, encode(snapshot_payload, 'hex') AS state FROM snapshot"
                        + " WHERE persistence_id = ?",
                entity);
        for (var row : rows) {
            var stored = state(row.text("state")).portfolio();
            int upTo = (int) row.number("number");
            var folded = Portfolio.withCash(stored.initialCash());
            for (var entry : events.subList(0, Math.min(upTo, events.size()))) {
                if (entry.event() instanceof Ledger.FillPosted post) {
                    folded = folded.after(post.fill());
                }
            }
            findings.require(
                    folded.equals(stored),
                    "snapshot " + upTo + " of " + entity + " holds " + stored + ", and its events come to " + folded);
        }
        findings.require(!rows.isEmpty() || events.size() < 200, "the ledger " + entity + " has no snapshot");
    }

    private static Ledger.State state(String hex) {
        try {
            return JournalJson.mapper().readValue(HexFormat.of().parseHex(hex), Ledger.State.class);
        } catch (IOException e) {
            throw new UncheckedIOException("A snapshot of the ledger cannot be read", e);
        }
    }

    private static SortedMap<Symbol, Quantity> positions(List<Fill> fills) {
        var held = new TreeMap<Symbol, Quantity>();
        fills.forEach(fill -> held.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        return held;
    }
}
