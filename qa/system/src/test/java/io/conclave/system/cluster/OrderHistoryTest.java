package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.schema.Migrations;
import io.conclave.testkit.PostgresServer;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The checker sees what is wrong in a database, and nothing where all is well. */
@SuppressWarnings("NullAway.Init")
class OrderHistoryTest {
    private static final String RUN = "paper";

    private static PostgresServer postgres;
    private static PGSimpleDataSource database;
    private static String name;

    private final OrderHistory history = new OrderHistory();

    @BeforeAll
    static void migrate() {
        postgres = PostgresServer.start();
        var url = postgres.freshDatabase();
        name = url.substring(url.lastIndexOf('/') + 1);
        database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setUser(postgres.user());
        Migrations.migrate(database, JournalKind.POSTGRES);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    /** Two executors, one after the other; each claimed one of two orders, of which one was acknowledged. */
    @BeforeEach
    void twoOrders() {
        sql("TRUNCATE orders, order_claim, executor_epoch CASCADE");
        order("id-1", "first");
        order("id-2", "second");
        sql("INSERT INTO executor_epoch VALUES ('paper', 'main', 1, 'a', '2026-01-01 10:00Z'),"
                + " ('paper', 'main', 2, 'b', '2026-01-01 11:00Z')");
        claim("id-1", 1, "10:30");
        claim("id-2", 2, "11:30");
        history.asks("first");
        history.asks("second");
        history.acknowledged("first", "id-1");
        history.acknowledged("first", "id-1");
    }

    @Test
    void nothingIsWrongWithOrdersThatAreThereOnce() throws SQLException {
        history.asks("never-answered-and-not-there");

        assertThat(history.findings(database, RUN)).isEmpty();
        assertThat(history.acknowledged()).isEqualTo(1);
    }

    @Test
    void anAcknowledgedOrderThatIsNotThereIsLost() throws SQLException {
        sql("DELETE FROM order_claim WHERE client_order_id = 'id-1'; DELETE FROM orders WHERE id = 'id-1'");

        assertThat(history.findings(database, RUN))
                .containsExactly("order first was acknowledged as [id-1] and is there as []");
    }

    @Test
    void anOrderUnderTwoIdsIsDoubledWhetherItWasAnsweredOrNot() throws SQLException {
        order("id-3", "second");

        assertThat(history.findings(database, RUN))
                .containsExactly("order second is there more than once: [id-2, id-3]");
    }

    @Test
    void anOrderToldAsTwoIsFound() throws SQLException {
        history.acknowledged("first", "id-9");

        assertThat(history.findings(database, RUN))
                .containsExactly("order first was acknowledged as [id-1, id-9] and is there as [id-1]");
    }

    @Test
    void whatNobodyAskedForIsInvented() throws SQLException {
        order("id-3", "whose");
        claim("id-4", 2, "11:40");

        assertThat(history.findings(database, RUN))
                .containsExactly(
                        "order whose is there and nobody asked for it",
                        "order id-4 was claimed for main and is no order");
    }

    @Test
    void anExecutorWhoClaimsAfterTheNextHasTakenOverIsFound() throws SQLException {
        sql("UPDATE order_claim SET claimed_at = '2026-01-01 11:00:00.000001Z' WHERE client_order_id = 'id-1'");
        assertThat(history.findings(database, RUN))
                .containsExactly("order id-1 was claimed by executor 1 when it was not that one's time");

        sql("UPDATE order_claim SET claimed_at = '2026-01-01 10:59Z', epoch = 2 WHERE client_order_id = 'id-1'");
        assertThat(history.findings(database, RUN))
                .containsExactly("order id-1 was claimed by executor 2 when it was not that one's time");
    }

    @Test
    void aHistoryOfNothingProvesNothing() throws SQLException {
        assertThat(new OrderHistory().findings(database, "another run"))
                .containsExactly("no order was acknowledged: there is nothing to look at");
    }

    private static void order(String id, String called) {
        sql("INSERT INTO orders (run, id, account, symbol, as_of, side, quantity, reference, at_nanos, state, name)"
                + " VALUES ('paper', '" + id + "', 'main', 'BTC-USD', 1, 'BUY', 1, 1, 1, 'FILLED', '" + called + "')");
    }

    private static void claim(String id, int epoch, String at) {
        sql("INSERT INTO order_claim VALUES ('paper', '" + id + "', 'main', " + epoch + ", 'BTC-USD@1', '2026-01-01 "
                + at + "Z')");
    }

    private static void sql(String statements) {
        postgres.sql(name, statements);
    }
}
