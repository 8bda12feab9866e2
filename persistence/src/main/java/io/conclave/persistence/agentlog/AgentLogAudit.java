package io.conclave.persistence.agentlog;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.LongRead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Goes through every agent's log and says where it is no longer what was written.
 *
 * <p>Reads one snapshot, row by row, so a log may be written meanwhile and may be of any length. Whoever can rewrite a
 * whole log with its head deceives it: heads kept elsewhere, such as those that {@link Report#heads()} tells, would not
 * agree.
 */
public final class AgentLogAudit {
    private static final String HEADS =
            "SELECT run, agent, symbol, rows_written, hash, rows_archived, archived_hash" + " FROM agent_log_heads";
    private static final String ROWS = "SELECT " + LogRow.COLUMNS + " FROM agent_logs ORDER BY run, agent, symbol, seq";
    private static final int ROWS_AT_A_TIME = 500;

    private final DataSource database;

    /** @param database migrated */
    public AgentLogAudit(DataSource database) {
        this.database = database;
    }

    /**
     * What was found.
     *
     * @param rows how many were read
     * @param heads hash of the last row of each log, by {@code run:agent:symbol}, as its head tells it
     * @param faults the first of each log that has one, by run, agent and instrument
     */
    public record Report(long rows, Map<String, String> heads, List<LogFault> faults) {
        public Report {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Looks at a journal that nobody has opened, and leaves it as it is.
     *
     * @return empty if its schema knows no such logs yet
     * @throws IllegalStateException if it cannot be read
     */
    public static Optional<Report> of(JournalConfig journal) {
        try (var pool = journal.open()) {
            return isThere(pool) ? Optional.of(new AgentLogAudit(pool).examine()) : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("The agents' logs cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isThere(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet tables = connection.getMetaData().getTables(null, null, "agent_log_heads", null)) {
            return tables.next();
        }
    }

    /** Reads everything; about a second for 100,000 rows. */
    public Report examine() {
        try (Connection connection = database.getConnection();
                var _ = LongRead.begin(connection)) {
            return examine(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("The agents' logs cannot be read: " + e.getMessage(), e);
        }
    }

    private static Report examine(Connection connection) throws SQLException {
        var chains = heads(connection);
        var heads = new TreeMap<String, String>();
        chains.forEach((name, chain) -> heads.put(name, chain.head()));
        long rows = 0;
        try (PreparedStatement query = connection.prepareStatement(ROWS)) {
            query.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    chainOf(row, chains).read(row);
                    rows++;
                }
            }
        }
        var faults = new ArrayList<LogFault>();
        chains.values().forEach(chain -> chain.end().ifPresent(faults::add));
        return new Report(rows, heads, faults);
    }

    private static Map<String, ChainCheck> heads(Connection connection) throws SQLException {
        var chains = new TreeMap<String, ChainCheck>();
        try (PreparedStatement query = connection.prepareStatement(HEADS);
                ResultSet head = query.executeQuery()) {
            while (head.next()) {
                chains.put(name(head), ChainCheck.of(head));
            }
        }
        return chains;
    }

    private static ChainCheck chainOf(ResultSet row, Map<String, ChainCheck> chains) throws SQLException {
        var known = chains.get(name(row));
        if (known != null) {
            return known;
        }
        var headless = ChainCheck.withoutHead(row);
        chains.put(name(row), headless);
        return headless;
    }

    private static String name(ResultSet row) throws SQLException {
        return row.getString("run") + ":" + row.getString("agent") + ":" + row.getString("symbol");
    }
}
