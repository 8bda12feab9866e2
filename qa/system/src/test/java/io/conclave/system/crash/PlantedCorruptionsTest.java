package io.conclave.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The auditors find nothing in a run to which nothing was done, and find each thing that is done to its records. */
class PlantedCorruptionsTest {
    private static final String PPM = "\"downPpm\":\\d+,\"flatPpm\":\\d+,\"upPpm\":\\d+";
    private static final String OTHER_PPM = "\"downPpm\":200000,\"flatPpm\":300000,\"upPpm\":500000";

    private final Scene scene = Undisturbed.week();

    static Stream<Corruption> corruptions() {
        return Stream.of(
                of(
                        "an event is gone",
                        "sequence numbers",
                        "DELETE FROM event_journal WHERE ordering = (SELECT pg_temp.event('ledger.marked.v1', 7))"),
                of(
                        "an event lost its tag",
                        "sequence numbers",
                        "DELETE FROM event_tag WHERE event_id = (SELECT pg_temp.event('desk.order-accepted.v1', 3))"),
                of("a vote given is lost", "votes", "SELECT pg_temp.lose('agent.vote-given.v1', 50)"),
                of("a vote counted is lost", "votes", "SELECT pg_temp.lose('round.vote-counted.v1', 50)"),
                of("a vote is counted twice", "votes", "SELECT pg_temp.twice('round.vote-counted.v1', 50)"),
                of("a vote is given twice", "votes", "SELECT pg_temp.twice('agent.vote-given.v1', 50)"),
                of("a vote is counted otherwise", "votes", edit("round.vote-counted.v1", 1, PPM, OTHER_PPM)),
                of("a vote was another all along", "hash chain", """
                        UPDATE event_journal SET event_payload = convert_to(regexp_replace(
                            convert_from(event_payload, 'UTF8'), '%s', '%s'), 'UTF8')
                          WHERE event_ser_manifest IN ('round.vote-counted.v1', 'agent.vote-given.v1')
                          AND convert_from(event_payload, 'UTF8') LIKE '%%"agent":"analyst"%%'
                          AND convert_from(event_payload, 'UTF8') LIKE '%%' || (SELECT MAX(as_of) FROM equity) || '%%'""".formatted(PPM, OTHER_PPM)),
                of("an order is meant twice", "orders", "SELECT pg_temp.twice('desk.proposal-ruled.v1', 540)"),
                of("a ruling is lost", "orders", "SELECT pg_temp.lose('desk.proposal-ruled.v1', 540)"),
                of("an answer is lost", "orders", "SELECT pg_temp.lose('desk.order-accepted.v1', 100)"),
                of("an order is answered twice", "orders", "SELECT pg_temp.twice('desk.order-accepted.v1', 100)"),
                of(
                        "an order was over another quantity",
                        "orders",
                        edit(
                                "desk.proposal-ruled.v1",
                                540,
                                "(\"side\":\"SELL\",\"quantity\":)\"[^\"]+\"",
                                "\\1\"1.5\"")),
                of(
                        "a claim is lost",
                        "claims",
                        "DELETE FROM order_claim WHERE epoch = (SELECT MAX(epoch) FROM order_claim)"),
                of("a claim is for an order that nobody meant", "claims", """
                        INSERT INTO order_claim SELECT run, 'nobodys', account, epoch, decision, claimed_at
                          FROM order_claim LIMIT 1"""),
                of("an order was claimed by an executor of before", "claims", """
                        INSERT INTO executor_epoch SELECT run, account, epoch + 1, executor, taken_at FROM executor_epoch;
                        UPDATE trading_gate SET epoch = epoch + 1;
                        UPDATE order_claim SET epoch = epoch + 1 WHERE claimed_at = (SELECT MIN(claimed_at) FROM order_claim)"""),
                of("the venue has an order that is not ours", "venue", """
                        INSERT INTO paper_order SELECT run, account, 'nobodys', decision, symbol, side, quantity, reference,
                          at_nanos, traded FROM paper_order LIMIT 1"""),
                of(
                        "the venue lost an order",
                        "venue",
                        "DELETE FROM paper_order WHERE at_nanos = (SELECT MAX(at_nanos) FROM paper_order)"),
                of("the venue has a fill more", "venue", """
                        INSERT INTO paper_fill SELECT run, account, number + 1, id || '-2', order_id, symbol, side, quantity,
                          price, fee, at_nanos FROM paper_fill WHERE number = (SELECT MAX(number) FROM paper_fill)"""),
                of(
                        "the venue filled at another price",
                        "venue",
                        "UPDATE paper_fill SET price = price + 1 WHERE number = 7"),
                of("a fill is lost at the desk", "fills", "SELECT pg_temp.lose('desk.order-filled.v1', 100)"),
                of("a fill is doubled at the desk", "fills", "SELECT pg_temp.twice('desk.order-filled.v1', 100)"),
                of("a fill is lost in the ledger", "fills", "SELECT pg_temp.lose('ledger.fill-posted.v1', 100)"),
                of("a fill is doubled in the ledger", "fills", "SELECT pg_temp.twice('ledger.fill-posted.v1', 100)"),
                of("a fill is booked twice", "fills", "SELECT pg_temp.twice('desk.fills-booked.v1', 100)"),
                of(
                        "a fill has another price in the ledger",
                        "fills",
                        edit("ledger.fill-posted.v1", 100, "\"price\":\"[^\"]+\"", "\"price\":\"1\"")),
                of(
                        "the ledger holds other than was traded",
                        "positions",
                        edit("ledger.fill-posted.v1", 100, "\"quantity\":\"[^\"]+\"", "\"quantity\":\"1\"")),
                of("a snapshot of the ledger holds other cash", "positions", """
                        UPDATE snapshot SET snapshot_payload = convert_to(regexp_replace(
                          convert_from(snapshot_payload, 'UTF8'), '"cash":"[^"]+"', '"cash":"1"'), 'UTF8')
                          WHERE persistence_id LIKE 'Portfolio|%'"""),
                of("a closing is taken twice", "steps", "SELECT pg_temp.twice('run.step-taken.v1', 100)"),
                of("a closing is not marked", "steps", "SELECT pg_temp.lose('ledger.marked.v1', 100)"),
                of("a seal is lost", "steps", "SELECT pg_temp.lose('round.sealed.v1', 100)"),
                of(
                        "a link is another",
                        "hash chain",
                        edit("round.sealed.v1", 100, "\"link\":\"[0-9a-f]{4}", "\"link\":\"0000")),
                of("the run's hash is another", "hash chain", edit("run.finished.v1", 1, ":\"[0-9a-f]{4}", ":\"0000")),
                of("an agent's log was edited", "agent logs", """
                        ALTER TABLE agent_logs DISABLE TRIGGER USER;
                        UPDATE agent_logs SET tokens = tokens + 1 WHERE seq = 5"""),
                of("an agent's log ends early", "agent logs", """
                        ALTER TABLE agent_logs DISABLE TRIGGER USER;
                        DELETE FROM agent_logs WHERE seq = (SELECT MAX(seq) FROM agent_logs)"""),
                of(
                        "a decision is read no more",
                        "read models",
                        "DELETE FROM decisions WHERE as_of = (SELECT MAX(as_of) FROM decisions)"),
                of(
                        "a vote is read otherwise",
                        "read models",
                        "UPDATE votes SET up_ppm = 1 WHERE as_of = (SELECT MAX(as_of) FROM votes)"),
                of(
                        "an order is read no more",
                        "read models",
                        "DELETE FROM orders WHERE as_of = (SELECT MAX(as_of) FROM orders)"),
                of("a fill is read no more", "read models", "DELETE FROM fills WHERE id = (SELECT MAX(id) FROM fills)"),
                of("a fill is read twice", "read models", """
                        INSERT INTO fills (run, id, account, order_id, symbol, side, quantity, price, fee, at_nanos, booked)
                          SELECT run, 'again', account, order_id, symbol, side, quantity, price, fee, at_nanos, booked
                          FROM fills LIMIT 1"""),
                of("a position is read otherwise", "read models", "UPDATE positions SET quantity = quantity + 1"),
                of("an agent is read otherwise", "rebuild", "UPDATE agents SET votes_cast = votes_cast + 1"),
                of(
                        "a weight is read no more",
                        "rebuild",
                        "DELETE FROM agent_weights WHERE as_of = (SELECT MAX(as_of) FROM agent_weights)"),
                of(
                        "equity is read otherwise",
                        "read models",
                        "UPDATE equity SET cash = cash + 1 WHERE as_of = (SELECT MAX(as_of) FROM equity)"));
    }

    @Test
    void aRunToWhichNothingWasDoneHasNothingWrongWithIt() {
        assertThat(scene.findings()).isEmpty();
    }

    @Test
    void anEmptyRunIsWrongInTheEyesOfEveryAuditor() {
        var findings = scene.findingsOnNobody();

        assertThat(corruptions().map(Corruption::auditor).distinct())
                .allSatisfy(auditor -> assertThat(findings)
                        .anySatisfy(finding -> assertThat(finding).startsWith(auditor + ": ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corruptions")
    void isFound(Corruption corruption) {
        assertThat(scene.findingsAfter(corruption)).isNotEmpty();
    }

    private static Corruption of(String what, String auditor, String sql) {
        return new Corruption(what, auditor, sql);
    }

    private static String edit(String event, int n, String was, String becomes) {
        return "SELECT pg_temp.edit('" + event + "', " + n + ", '" + was + "', '" + becomes + "');";
    }
}
