package io.conclave.persistence.agentlog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes an {@link ArchiveFile} from one snapshot of the database; the name appears when all of it is on disk. */
final class ArchiveWriter {
    private static final String PARTS = "SELECT h.run, h.agent, h.symbol, h.rows_archived AS after,"
            + " h.archived_hash AS after_hash, COALESCE((SELECT MIN(l.seq) - 1 FROM agent_logs l WHERE l.run = h.run"
            + " AND l.agent = h.agent AND l.symbol = h.symbol AND l.recorded_at >= ?), h.rows_written) AS last"
            + " FROM agent_log_heads h ORDER BY h.run, h.agent, h.symbol";
    private static final List<String> OF_PART = List.of("run", "agent", "symbol", "after", "after_hash", "last");
    private static final List<String> OF_ROW = List.of(LogRow.COLUMNS.split(", ", -1));
    private static final String ROWS = "SELECT " + LogRow.COLUMNS
            + " FROM agent_logs WHERE run = ? AND agent = ? AND symbol = ? AND seq <= ? ORDER BY seq";
    private static final int ROWS_AT_A_TIME = 500;

    private final Connection connection;
    private final BufferedWriter lines;
    private int logs;
    private long rows;

    private ArchiveWriter(Connection connection, BufferedWriter lines) {
        this.connection = connection;
        this.lines = lines;
    }

    /** @throws ArchiveException if it cannot be written, or a row is not what was written; then there is no file */
    static void write(Connection connection, LocalDate before, Path file) throws SQLException {
        var whole = file.toAbsolutePath();
        var beside = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            try (var channel = FileChannel.open(
                            beside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
                    var packed = new GZIPOutputStream(Channels.newOutputStream(channel));
                    var lines = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8))) {
                new ArchiveWriter(connection, lines).all(before);
                lines.flush();
                packed.finish();
                channel.force(true);
            }
            ArchiveFile.read(beside);
            Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE);
            try (var folder = FileChannel.open(whole.resolveSibling("."), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new ArchiveException(file + " cannot be written: " + e, e);
        } finally {
            discard(beside);
        }
    }

    private static void discard(Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            throw new ArchiveException(beside + " cannot be deleted: " + e, e);
        }
    }

    private void all(LocalDate before) throws IOException, SQLException {
        line(ArchiveFile.JSON
                .createObjectNode()
                .put("layout", ArchiveFile.LAYOUT)
                .put("before", before.toString()));
        try (PreparedStatement query = connection.prepareStatement(PARTS)) {
            query.setLong(
                    1, Math.multiplyExact(before.atStartOfDay(ZoneOffset.UTC).toEpochSecond(), 1_000_000_000L));
            try (ResultSet part = query.executeQuery()) {
                while (part.next()) {
                    if (part.getLong("last") > part.getLong("after")) {
                        part(part);
                    }
                }
            }
        }
        line(ArchiveFile.JSON.createObjectNode().put("logs", logs).put("rows", rows));
    }

    private void part(ResultSet part) throws IOException, SQLException {
        line(texts(part, OF_PART));
        logs++;
        try (PreparedStatement query = connection.prepareStatement(ROWS)) {
            query.setFetchSize(ROWS_AT_A_TIME);
            query.setString(1, part.getString("run"));
            query.setString(2, part.getString("agent"));
            query.setString(3, part.getString("symbol"));
            query.setLong(4, part.getLong("last"));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    line(texts(row, OF_ROW));
                    rows++;
                }
            }
        }
    }

    private static ObjectNode texts(ResultSet row, List<String> columns) throws SQLException {
        var line = ArchiveFile.JSON.createObjectNode();
        for (var column : columns) {
            line.put(column, row.getString(column));
        }
        return line;
    }

    private void line(ObjectNode line) throws IOException {
        lines.write(line.toString());
        lines.write('\n');
    }
}
