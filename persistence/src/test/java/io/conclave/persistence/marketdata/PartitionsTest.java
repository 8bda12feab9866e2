package io.conclave.persistence.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionsTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Instant NOW = Instant.parse("2014-03-10T12:00:00Z");

    @Test
    void rowsOfMonthsWithoutAPartitionAreMovedIntoOneOfTheirOwn(@TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            store(journal, "2013-11-25T10:00:00Z", "2013-11-30T23:59:59.999999999Z", "2013-12-01T00:00:00Z");
            assertThat(rows(journal, "market_data_other")).isEqualTo(3);

            var done = maintain(journal, Optional.empty(), 1, false);

            assertThat(done.created())
                    .containsExactly(
                            "market_data_2013_11", "market_data_2013_12", "market_data_2014_03", "market_data_2014_04");
            assertThat(done.moved()).isEqualTo(3);
            assertThat(done.dropped()).isEmpty();
            assertThat(rows(journal, "market_data_2013_11")).isEqualTo(2);
            assertThat(rows(journal, "market_data_2013_12")).isEqualTo(1);
            assertThat(rows(journal, "market_data_other")).isZero();
            assertThat(all(journal)).hasSize(3);
            assertThat(indexes(journal, "market_data_2013_11")).containsExactly("market_data_pkey");
        }
    }

    @Test
    void aSecondTimeThereIsNothingToDo(@TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            store(journal, "2013-11-25T10:00:00Z");
            maintain(journal, Optional.empty(), 1, false);

            var again = maintain(journal, Optional.empty(), 1, false);

            assertThat(again.sentences()).containsExactly("Nothing to do");
            store(journal, "2013-11-26T10:00:00Z");
            assertThat(rows(journal, "market_data_2013_11")).isEqualTo(2);
        }
    }

    @Test
    void monthsThatEndedBeforeWhatIsKeptAreDropped(@TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            store(
                    journal,
                    "2013-11-25T10:00:00Z",
                    "2013-12-31T23:00:00Z",
                    "2014-01-31T10:00:00Z",
                    "2014-02-01T10:00:00Z");
            ensure(journal, nanos("2013-12-01T00:00:00Z"), nanos("2014-02-01T00:00:00Z"));
            // 2014-01-29: January is still wanted in part.
            var keep = Optional.of(Duration.ofDays(40));

            var wouldBe = maintain(journal, keep, 0, true);
            assertThat(all(journal)).hasSize(4);
            var done = maintain(journal, keep, 0, false);

            assertThat(done.dropped()).containsExactly("market_data_2013_12");
            assertThat(done.droppedRows()).isEqualTo(2);
            assertThat(done.created()).containsExactly("market_data_2014_03");
            assertThat(wouldBe)
                    .isEqualTo(new Maintenance(
                            true, done.created(), done.moved(), done.dropped(), done.droppedRows(), done.partitions()));
            assertThat(all(journal))
                    .extracting(Trade::id)
                    .containsExactly("2014-01-31T10:00:00Z", "2014-02-01T10:00:00Z");
        }
    }

    @Test
    void theMonthsAheadAreThereFromTheStart(@TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            var month = Month.at(Epoch.nanos(Instant.now()));

            store(journal, Instant.now().toString());

            assertThat(rows(journal, month.table())).isEqualTo(1);
            assertThat(rows(journal, month.next().next().next().table())).isZero();
            assertThat(ensure(journal, month.fromNanos(), month.next().fromNanos()))
                    .isEmpty();
        }
    }

    @Test
    void whoeverMayNotChangeTheSchemaIsToldWhoMay(@TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            var user = "clerk_" + journal.config().url().replaceAll(".*/", "");
            column(
                    journal,
                    "CREATE ROLE " + user + " LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO " + user
                            + "; SELECT 1");
            var clerk =
                    journal.config().at(JournalKind.POSTGRES, journal.config().url(), user, "");

            try (var partitions = Partitions.open(clerk)) {
                assertThatIllegalStateException()
                        .isThrownBy(
                                () -> partitions.ensure(nanos("2013-11-25T10:00:00Z"), nanos("2013-11-25T10:00:00Z")))
                        .withMessageContaining("nothing was changed")
                        .withMessageEndingWith("only the schema's owner may: say who it is in conclave.journal.owner");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKeptIsTheSameOnBothDatabases(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder)) {
            store(journal, "2013-11-25T10:00:00Z", "2014-01-01T00:00:00Z", "2014-03-01T10:00:00Z");

            var done = maintain(journal, Optional.of(Duration.ofDays(60)), 0, false);

            assertThat(done.droppedRows()).isEqualTo(1);
            assertThat(all(journal))
                    .extracting(Trade::id)
                    .containsExactly("2014-01-01T00:00:00Z", "2014-03-01T10:00:00Z");
        }
    }

    // ---- helpers

    private static Maintenance maintain(TestJournal journal, Optional<Duration> keep, int monthsAhead, boolean dryRun) {
        try (var partitions = Partitions.open(journal.config())) {
            return partitions.maintain(keep, monthsAhead, NOW, dryRun);
        }
    }

    private static List<String> ensure(TestJournal journal, long fromNanos, long toNanos) {
        try (var partitions = Partitions.open(journal.config())) {
            return partitions.ensure(fromNanos, toNanos);
        }
    }

    private static long nanos(String moment) {
        return Epoch.nanos(Instant.parse(moment));
    }

    private static void store(TestJournal journal, String... moments) throws Exception {
        var trades = new ArrayList<Trade>();
        for (var moment : moments) {
            trades.add(new Trade(BTC, moment, nanos(moment), Price.of("1"), Quantity.of("1")));
        }
        try (var ingest = IngestPool.open(journal.config(), 1);
                var writer = MarketDataWriter.start(
                        ingest,
                        journal.config().kind(),
                        IngestSettings.from(ConfigFactory.load()),
                        InstantSource.system())) {
            writer.offerTrades(trades).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static List<Trade> all(TestJournal journal) {
        return new MarketDataStore(journal.database()).trades(BTC, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long rows(TestJournal journal, String table) throws SQLException {
        return Long.parseLong(column(journal, "SELECT count(*) FROM " + table).getFirst());
    }

    /** The indexes of the whole table that this partition has a part of. */
    private static List<String> indexes(TestJournal journal, String partition) throws SQLException {
        return column(
                journal,
                "SELECT p.relname FROM pg_index x JOIN pg_inherits i ON i.inhrelid = x.indexrelid"
                        + " JOIN pg_class p ON p.oid = i.inhparent WHERE x.indrelid = '" + partition + "'::regclass");
    }

    private static ResultSet lastOf(Statement statement, String sql) throws SQLException {
        boolean isResult = statement.execute(sql);
        while (!isResult) {
            isResult = statement.getMoreResults();
        }
        return statement.getResultSet();
    }

    private static List<String> column(TestJournal journal, String sql) throws SQLException {
        var found = new ArrayList<String>();
        try (Connection connection = journal.database().getConnection();
                Statement statement = connection.createStatement();
                var rows = lastOf(statement, sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
