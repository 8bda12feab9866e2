package io.conclave.persistence.agentlog;

import io.conclave.agents.AgentLog;
import io.conclave.domain.vote.DecisionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Reads how agents came to their votes. */
public final class AgentLogReader {
    private static final String OF_DECISION = "SELECT " + LogRow.COLUMNS
            + " FROM agent_logs WHERE run = ? AND symbol = ? AND as_of = ? ORDER BY agent, seq";

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
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<Recorded>();
                while (rows.next()) {
                    var row = LogRow.of(rows);
                    found.add(new Recorded(row.entry(), row.seq(), row.attempt(), row.recordedAtNanos()));
                }
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The agents' logs cannot be read: " + e.getMessage(), e);
        }
    }
}
