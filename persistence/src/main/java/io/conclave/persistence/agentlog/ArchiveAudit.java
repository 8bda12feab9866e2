package io.conclave.persistence.agentlog;

import io.conclave.persistence.journal.JournalConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether files of archived rows are what was written, whole, and fit what the database says was taken out of it. */
public final class ArchiveAudit {
    private static final String HEADS =
            "SELECT run, agent, symbol, rows_archived, archived_hash FROM agent_log_heads ORDER BY run, agent, symbol";
    private static final String ROW =
            "SELECT hash FROM agent_logs WHERE run = ? AND agent = ? AND symbol = ? AND seq = ?";

    private final List<String> faults = new ArrayList<>();
    private final SortedMap<String, List<ArchiveFile.Part>> logs = new TreeMap<>();
    private long rows;

    /**
     * What was found.
     *
     * @param rows in the files
     * @param logs that the files hold a part of
     * @param faults a sentence each
     */
    public record Report(long rows, int logs, List<String> faults) {
        public Report {
            faults = List.copyOf(faults);
        }
    }

    private ArchiveAudit() {}

    /**
     * Reads every file and every head; changes nothing.
     *
     * @param journal migrated
     * @param files all that were ever archived from it, in any order
     * @throws IllegalStateException if the database cannot be read
     */
    public static Report of(JournalConfig journal, List<Path> files) {
        var audit = new ArchiveAudit();
        files.forEach(audit::read);
        int logs = audit.logs.size();
        try (var pool = journal.open();
                Connection connection = pool.getConnection()) {
            audit.compare(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("The agents' logs cannot be read: " + e.getMessage(), e);
        }
        return new Report(audit.rows, logs, audit.faults);
    }

    private void read(Path file) {
        try {
            var archive = ArchiveFile.read(file);
            rows += archive.rows();
            archive.parts()
                    .forEach(part -> logs.computeIfAbsent(part.name(), name -> new ArrayList<>())
                            .add(part));
        } catch (ArchiveException e) {
            faults.add(e.getMessage());
        }
    }

    private void compare(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HEADS);
                ResultSet head = query.executeQuery()) {
            while (head.next()) {
                compare(connection, head);
            }
        }
        logs.keySet().forEach(name -> faults.add("The log of " + name + " is in the files and not in this database"));
    }

    private void compare(Connection connection, ResultSet head) throws SQLException {
        var begin = new ArchiveFile.Part(
                head.getString("run"), head.getString("agent"), head.getString("symbol"), 0, "", 0, LogRow.GENESIS);
        var end = begin;
        var parts = logs.remove(begin.name());
        if (parts != null) {
            parts.sort(Comparator.comparingLong(ArchiveFile.Part::after));
            for (var part : parts) {
                if (part.after() == end.last() && !part.afterHash().equals(end.lastHash())) {
                    faults.add("The files disagree about row " + end.last() + " of " + begin.name());
                }
                if (part.after() <= end.last() && part.last() > end.last()) {
                    end = part;
                }
            }
        }
        long archived = head.getLong("rows_archived");
        if (end.last() < archived) {
            faults.add("Rows " + (end.last() + 1) + " to " + archived + " of " + begin.name()
                    + " were archived and are in none of these files, or only after a gap");
        } else if (end.last() > 0 && !end.lastHash().equals(known(connection, head, end.last()))) {
            faults.add("Row " + end.last() + " of " + begin.name() + " is another in the files than in the database");
        }
    }

    /** The hash of a row as the database knows it: of the last archived one by the head, of a later one by itself. */
    private static String known(Connection connection, ResultSet head, long seq) throws SQLException {
        if (seq == head.getLong("rows_archived")) {
            return head.getString("archived_hash");
        }
        try (PreparedStatement query = connection.prepareStatement(ROW)) {
            query.setString(1, head.getString("run"));
            query.setString(2, head.getString("agent"));
            query.setString(3, head.getString("symbol"));
            query.setLong(4, seq);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString("hash") : "";
            }
        }
    }
}
