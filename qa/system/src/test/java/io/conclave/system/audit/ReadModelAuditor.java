package io.conclave.system.audit;

import io.conclave.domain.order.Fill;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.Ballot;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import java.util.Map;
import java.util.TreeMap;

/** What people read of a run is what was journalled, no row less, no row more. */
final class ReadModelAuditor implements Auditor {
    @Override
    public String name() {
        return "read models";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        compare(evidence, findings, "decisions", decisions(evidence), "symbol || '@' || as_of", "link", "outcome");
        compare(
                evidence,
                findings,
                "votes",
                votes(evidence),
                "symbol || '@' || as_of || ' ' || agent",
                "down_ppm",
                "flat_ppm",
                "up_ppm",
                "abstained");
        compare(
                evidence,
                findings,
                "orders",
                orders(evidence),
                "id",
                "symbol || '@' || as_of",
                "side",
                "TRIM_SCALE(quantity)",
                "at_nanos",
                "TRIM_SCALE(filled)");
        compare(
                evidence,
                findings,
                "fills",
                fills(evidence),
                "id",
                "order_id",
                "symbol",
                "side",
                "TRIM_SCALE(quantity)",
                "TRIM_SCALE(price)",
                "TRIM_SCALE(fee)",
                "at_nanos",
                "booked");
        compare(evidence, findings, "positions", positions(evidence), "symbol", "TRIM_SCALE(quantity)", "fills");
        compare(
                evidence,
                findings,
                "equity",
                equity(evidence),
                "as_of::text",
                "TRIM_SCALE(cash)",
                "TRIM_SCALE(equity)");
    }

    /** The rows of a table as a line each, beside what the journal says they are. */
    private static void compare(
            Evidence evidence,
            Findings findings,
            String table,
            Map<String, String> told,
            String key,
            String... columns) {
        var line = "CONCAT_WS(' ', COALESCE((" + String.join(")::text, '-'), COALESCE((", columns) + ")::text, '-'))";
        var read = new TreeMap<String, String>();
        evidence.rows(
                        "SELECT " + key + " AS key, " + line + " AS line FROM " + table + " WHERE run = ?",
                        evidence.run())
                .forEach(row -> read.put(row.text("key"), row.text("line")));
        findings.require(!read.isEmpty(), "the read model " + table + " is empty");
        findings.same("journal", told, "read model " + table, read);
    }

    private static Map<String, String> decisions(Evidence evidence) {
        var outcomes = new TreeMap<String, String>();
        evidence.events(Orchestrator.OutcomeScored.class)
                .forEach(scored -> outcomes.put(
                        scored.decision().toString(), scored.outcome().name()));
        var told = new TreeMap<String, String>();
        evidence.events(Orchestrator.RoundSealed.class)
                .forEach(round -> told.put(
                        round.decision().toString(),
                        round.link() + " "
                                + outcomes.getOrDefault(round.decision().toString(), "-")));
        return told;
    }

    private static Map<String, String> votes(Evidence evidence) {
        var told = new TreeMap<String, String>();
        evidence.events(Orchestrator.VoteCounted.class).forEach(counted -> {
            var vote = counted.vote();
            told.put(
                    vote.decision() + " " + vote.agent().name(),
                    switch (vote.ballot()) {
                        case Ballot.Cast cast ->
                            cast.forecast().downPpm() + " " + cast.forecast().flatPpm() + " "
                                    + cast.forecast().upPpm() + " -";
                        case Ballot.Abstained abstained ->
                            "- - - " + abstained.reason().name();
                    });
        });
        return told;
    }

    private static Map<String, String> orders(Evidence evidence) {
        var filled = new TreeMap<String, Quantity>();
        evidence.events(OrderDesk.OrderFilled.class)
                .forEach(event ->
                        filled.merge(event.fill().order().value(), event.fill().quantity(), Quantity::plus));
        var told = new TreeMap<String, String>();
        evidence.events(OrderDesk.ProposalRuled.class)
                .forEach(ruled -> ruled.intents()
                        .forEach(intent -> told.put(
                                intent.id().value(),
                                intent.decision() + " " + intent.side() + " " + plain(intent.quantity()) + " "
                                        + intent.atNanos() + " "
                                        + plain(filled.getOrDefault(intent.id().value(), Quantity.ZERO)))));
        return told;
    }

    private static Map<String, String> fills(Evidence evidence) {
        var told = new TreeMap<String, String>();
        evidence.events(OrderDesk.OrderFilled.class).forEach(event -> {
            Fill fill = event.fill();
            told.put(
                    fill.id(),
                    String.join(
                            " ",
                            fill.order().value(),
                            fill.symbol().name(),
                            fill.side().name(),
                            plain(fill.quantity()),
                            plain(fill.price()),
                            plain(fill.fee()),
                            Long.toString(fill.atNanos()),
                            "true"));
        });
        return told;
    }

    private static Map<String, String> positions(Evidence evidence) {
        var held = new TreeMap<String, Quantity>();
        var fills = new TreeMap<String, Integer>();
        evidence.events(OrderDesk.OrderFilled.class).forEach(event -> {
            var symbol = event.fill().symbol().name();
            held.merge(symbol, event.fill().signedQuantity(), Quantity::plus);
            fills.merge(symbol, 1, Integer::sum);
        });
        var told = new TreeMap<String, String>();
        held.forEach((symbol, quantity) -> told.put(symbol, plain(quantity) + " " + fills.get(symbol)));
        return told;
    }

    private static Map<String, String> equity(Evidence evidence) {
        var told = new TreeMap<String, String>();
        evidence.events(Ledger.Marked.class)
                .forEach(marked ->
                        told.put(Long.toString(marked.atNanos()), plain(marked.cash()) + " " + plain(marked.equity())));
        return told;
    }

    private static String plain(Object amount) {
        return Amounts.plain(amount.toString());
    }
}
