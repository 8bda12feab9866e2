package io.conclave.persistence.marketdata;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Looks after the months that market data lies in: makes partitions, fills them with what came before they were there, and
 * gives up the oldest. Touches no other table.
 *
 * <p>H2 has no partitions; there, only rows are removed. One maintainer at a time: a second waits.
 *
 * <p>Every method throws {@link IllegalStateException} with a sentence if the database refuses, as it does to a user who may
 * not change its schema.
 */
public final class Partitions implements AutoCloseable {
    private static final String THERE =
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent ="
                    + " 'market_data'::regclass";
    // Pages must be known to be visible to all, or the index alone does not answer.
    private static final String VACUUM_OFTEN = " SET (autovacuum_vacuum_insert_scale_factor = 0.02)";
    private static final long LOCK = 0x6d61726b6574L;

    private final HikariDataSource owner;
    private final JournalKind kind;

    /** Connects as the owner of the schema, where one is named. */
    public static Partitions open(JournalConfig journal) {
        return new Partitions(journal.asOwner().open("conclave maintenance", 1), journal.kind());
    }

    private Partitions(HikariDataSource owner, JournalKind kind) {
        this.owner = owner;
        this.kind = kind;
    }

    @Override
    public void close() {
        owner.close();
    }

    /**
     * Makes partitions for the months ahead and for rows that have none; then drops the months that ended longer ago than
     * {@code keep}. A month goes as a whole: what is a little older than that may stay until its month ends.
     *
     * @param keep how far back market data is wanted; empty to keep all
     * @param monthsAhead partitions wanted after the present month
     * @param dryRun says what would be done, and does nothing
     */
    public Maintenance maintain(Optional<Duration> keep, int monthsAhead, Instant now, boolean dryRun) {
        return inTransaction("maintained", connection -> {
            var cut = keep.map(kept -> Month.at(Epoch.nanos(now.minus(kept))));
            return switch (kind) {
                case H2 -> removed(connection, cut, dryRun);
                case POSTGRES -> maintained(connection, cut, ahead(now, monthsAhead), dryRun);
            };
        });
    }

    /**
     * Sees to it that every month of a stretch has a partition before much is written there.
     *
     * @return names of those that were made
     */
    public List<String> ensure(long fromNanos, long toNanos) {
        if (kind == JournalKind.H2) {
            return List.of();
        }
        return inTransaction("partitioned", connection -> {
            var wanted = new TreeSet<Month>();
            var last = Month.at(toNanos);
            for (var month = Month.at(fromNanos); month.compareTo(last) <= 0; month = month.next()) {
                wanted.add(month);
            }
            wanted.removeAll(there(connection));
            if (!wanted.isEmpty()) {
                lock(connection);
                wanted.removeAll(there(connection));
            }
            for (var month : wanted) {
                create(connection, month);
            }
            return wanted.stream().map(Month::table).toList();
        });
    }

    private static SortedSet<Month> ahead(Instant now, int months) {
        var ahead = new TreeSet<Month>();
        var month = Month.at(Epoch.nanos(now));
        for (int i = 0; i <= months; i++) {
            ahead.add(month);
            month = month.next();
        }
        return ahead;
    }

    private static Maintenance maintained(
            Connection connection, Optional<Month> cut, SortedSet<Month> ahead, boolean dryRun) throws SQLException {
        lock(connection);
        var there = there(connection);
        var dropped = new ArrayList<String>();
        long droppedRows = cut.isPresent() ? delete(connection, "market_data_other", cut.get(), dryRun) : 0;
        for (var month : new TreeSet<>(there)) {
            if (cut.isPresent() && month.compareTo(cut.get()) < 0) {
                droppedRows += count(connection, "SELECT count(*) FROM " + month.table());
                if (!dryRun) {
                    run(connection, "DROP TABLE " + month.table());
                }
                dropped.add(month.table());
                there.remove(month);
            }
        }
        var wanted = new TreeSet<>(ahead);
        wanted.addAll(homeless(connection, cut));
        wanted.removeAll(there);
        long moved = 0;
        for (var month : wanted) {
            moved += dryRun ? inOther(connection, month) : create(connection, month);
        }
        return new Maintenance(
                dryRun,
                wanted.stream().map(Month::table).toList(),
                moved,
                dropped,
                droppedRows,
                there.size() + wanted.size());
    }

    private static Maintenance removed(Connection connection, Optional<Month> cut, boolean dryRun) throws SQLException {
        long gone = cut.isPresent() ? delete(connection, "market_data", cut.get(), dryRun) : 0;
        return new Maintenance(dryRun, List.of(), 0, List.of(), gone, 0);
    }

    private static SortedSet<Month> there(Connection connection) throws SQLException {
        var months = new TreeSet<Month>();
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery(THERE)) {
            while (names.next()) {
                Month.named(names.getString(1)).ifPresent(months::add);
            }
        }
        return months;
    }

    /** Months of the rows that no partition was made for, found by jumps over what is known. */
    private static SortedSet<Month> homeless(Connection connection, Optional<Month> cut) throws SQLException {
        var months = new TreeSet<Month>();
        var next = "SELECT min(event_time) FROM market_data_other WHERE event_time >= ?";
        try (PreparedStatement query = connection.prepareStatement(next)) {
            long from = cut.map(Month::fromNanos).orElse(Long.MIN_VALUE);
            while (true) {
                query.setLong(1, from);
                try (ResultSet first = query.executeQuery()) {
                    first.next();
                    long nanos = first.getLong(1);
                    if (first.wasNull()) {
                        return months;
                    }
                    var month = Month.at(nanos);
                    months.add(month);
                    from = month.toNanos();
                }
            }
        }
    }

    /** @return rows moved into it */
    private static long create(Connection connection, Month month) throws SQLException {
        var table = month.table();
        var range = " FOR VALUES FROM (" + month.fromNanos() + ") TO (" + month.toNanos() + ")";
        run(connection, "CREATE TABLE " + table + " (LIKE market_data INCLUDING ALL)");
        run(connection, "LOCK TABLE market_data_other IN ACCESS EXCLUSIVE MODE");
        long moved = count(
                connection,
                "WITH gone AS (DELETE FROM market_data_other" + in(month) + " RETURNING *), come AS (INSERT INTO "
                        + table + " SELECT * FROM gone RETURNING 1) SELECT count(*) FROM come");
        run(connection, "ALTER TABLE market_data ATTACH PARTITION " + table + range);
        run(connection, "ALTER TABLE " + table + VACUUM_OFTEN);
        return moved;
    }

    private static long inOther(Connection connection, Month month) throws SQLException {
        return count(connection, "SELECT count(*) FROM market_data_other" + in(month));
    }

    private static String in(Month month) {
        return " WHERE event_time >= " + month.fromNanos() + " AND event_time < " + month.toNanos();
    }

    private static long delete(Connection connection, String table, Month cut, boolean dryRun) throws SQLException {
        var old = " FROM " + table + " WHERE event_time < " + cut.fromNanos();
        if (dryRun) {
            return count(connection, "SELECT count(*)" + old);
        }
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate("DELETE" + old);
        }
    }

    /** Held to the end of the transaction. Whoever reads for long must not make all writers wait behind us. */
    private static void lock(Connection connection) throws SQLException {
        run(connection, "SET LOCAL lock_timeout = '30s'");
        run(connection, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(sql)) {
            count.next();
            return count.getLong(1);
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(String done, Work<T> work) {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            var whoMay = "42501".equals(e.getSQLState())
                    ? "; only the schema's owner may: say who it is in conclave.journal.owner"
                    : "";
            throw new IllegalStateException(
                    "Market data could not be " + done + ", and nothing was changed: " + e.getMessage() + whoMay, e);
        }
    }
}
