package io.conclave.persistence.agentlog;

import io.conclave.agents.AgentLog;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads how agents came to their votes. */
public final class AgentLogReader {
    private static final String OF_DECISION = "SELECT " + LogRow.COLUMNS
            + " FROM agent_logs WHERE run = ? AND symbol = ? AND as_of = ? ORDER BY agent, seq";

    private static final String OF_AGENT = "SELECT " + LogRow.COLUMNS + " FROM agent_logs WHERE run = ? AND agent = ?";
    private static final String BEHIND = " AND (as_of < ? OR (as_of = ? AND (symbol > ? OR (symbol = ? AND seq < ?))))";
    private static final String NEWEST_FIRST = " ORDER BY as_of DESC, symbol, seq DESC FETCH FIRST ? ROWS ONLY";

    private final DataSource database;

    /** @param database migrated */
    public AgentLogReader(DataSource database) {
        this.database = database;
    }

    /**
     * An entry where it stands.
     *
     * @param row its place in its agent's log, from 1
     * @param attempt 2 and more: the agent was asked again before its vote was journalled
     * @param recordedAtNanos when it was written down, wall clock, UTC epoch nanoseconds
     */
    public record Recorded(AgentLog.Entry entry, long row, int attempt, long recordedAtNanos) {}

    /** What the agents thought about a decision: by agent, then in the order they thought it. */
    public List<Recorded> of(String run, DecisionId decision) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(OF_DECISION)) {
            query.setString(1, run);
            query.setString(2, decision.symbol().name());
            query.setLong(3, decision.asOfNanos());
            return recorded(query);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /**
     * Where a page ended.
     *
     * @param row in the log of that instrument
     */
    public record Last(DecisionId decision, long row) {}

    /** What an agent thought: the newest first, of one moment by instrument. */
    public List<Recorded> newest(String run, AgentId agent, Optional<Last> after, int limit) {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement(OF_AGENT + (after.isPresent() ? BEHIND : "") + NEWEST_FIRST)) {
            int next = 1;
            query.setString(next++, run);
            query.setString(next++, agent.name());
            if (after.isPresent()) {
                var last = after.get();
                query.setLong(next++, last.decision().asOfNanos());
                query.setLong(next++, last.decision().asOfNanos());
                query.setString(next++, last.decision().symbol().name());
                query.setString(next++, last.decision().symbol().name());
                query.setLong(next++, last.row());
            }
            query.setInt(next, limit);
            return recorded(query);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static List<Recorded> recorded(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            var found = new ArrayList<Recorded>();
            while (rows.next()) {
                var row = LogRow.of(rows);
                found.add(new Recorded(row.entry(), row.seq(), row.attempt(), row.recordedAtNanos()));
            }
            return found;
        }
    }

    private static IllegalStateException unreadable(SQLException fault) {
        return new IllegalStateException("The agents' logs cannot be read: " + fault.getMessage(), fault);
    }
}
