package io.conclave.persistence.agentlog;

import io.conclave.agents.AgentKey;
import io.conclave.agents.AgentLog;
import io.conclave.persistence.ingest.Sink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Chains entries to what stands in the database, in the transaction that stores them.
 *
 * <p>Chains are locked in one order, so that two writers wait for each other and never for ever.
 */
final class LogSink implements Sink<LogSink.Offered> {
    private static final Comparator<AgentKey> ORDER = Comparator.comparing(AgentKey::toString);

    /**
     * An entry on its way.
     *
     * @param id the same when it is written again, because nobody knows whether it was
     */
    record Offered(AgentLog.Entry entry, String id, long recordedAtNanos) {}

    @Override
    public int write(Connection connection, List<Offered> offered) throws SQLException {
        var known = known(connection, offered);
        SortedMap<AgentKey, List<Offered>> chains = new TreeMap<>(ORDER);
        for (var each : offered) {
            if (!known.contains(each.id())) {
                chains.computeIfAbsent(each.entry().key(), key -> new ArrayList<>())
                        .add(each);
            }
        }
        int added = 0;
        try (PreparedStatement insert = connection.prepareStatement(LogRow.INSERT)) {
            for (var chain : chains.entrySet()) {
                added += append(connection, insert, chain.getKey(), chain.getValue());
            }
        }
        return added;
    }

    private static int append(Connection connection, PreparedStatement insert, AgentKey key, List<Offered> entries)
            throws SQLException {
        var head = Head.locked(connection, key);
        for (var each : entries) {
            var row = new LogRow(
                    each.entry(),
                    head.rows() + 1,
                    each.id(),
                    head.attemptAt(each.entry().decision()),
                    each.recordedAtNanos());
            head = head.after(row);
            row.bind(insert, head.hash());
            insert.addBatch();
        }
        insert.executeBatch();
        head.store(connection);
        return entries.size();
    }

    private static Set<String> known(Connection connection, List<Offered> offered) throws SQLException {
        var known = new TreeSet<String>();
        var ids = connection.createArrayOf(
                "VARCHAR", offered.stream().map(Offered::id).toArray());
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM agent_logs WHERE id = ANY(?)")) {
            query.setArray(1, ids);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getString("id"));
                }
            }
        }
        return known;
    }

    @Override
    public String name(Offered offered) {
        var key = offered.entry().key();
        return "why " + key.agent() + " voted so on " + offered.entry().decision() + " in run " + key.run();
    }
}
