package io.conclave.benchmarks;

import io.conclave.persistence.journal.EventNames;
import io.conclave.persistence.journal.JournalJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same events with their tags, written to the journal's tables by JDBC batches, a commit each. */
final class RawBatches implements AutoCloseable {
    static final int ROWS = 400;
    private static final String EVENT = "INSERT INTO event_journal (persistence_id, sequence_number, deleted, writer,"
            + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest, event_payload)"
            + " VALUES (?, ?, FALSE, 'raw', 0, '', 0, ?, ?)";
    private static final String TAG = "INSERT INTO event_tag (event_id, tag) VALUES (?, 'raw')";

    private final List<Connection> connections;
    private final ExecutorService threads;
    private final long[] written;

    private RawBatches(List<Connection> connections) {
        this.connections = connections;
        this.threads = Executors.newFixedThreadPool(connections.size());
        this.written = new long[connections.size()];
    }

    /** As many connections as the journal has. */
    static RawBatches open(JournalBed bed) {
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < bed.config().pool(); i++) {
            connections.add(bed.connect());
        }
        return new RawBatches(connections);
    }

    /** Events a second, over so many seconds, by all connections together. */
    double perSecond(double seconds) {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        long started = System.nanoTime();
        var work = new ArrayList<Callable<Long>>();
        for (int i = 0; i < connections.size(); i++) {
            int writer = i;
            work.add(() -> write(writer, until));
        }
        try {
            long rows = 0;
            for (Future<Long> part : threads.invokeAll(work)) {
                rows += part.get();
            }
            return rows / ((System.nanoTime() - started) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while batches were written", e);
        } catch (ExecutionException e) {
            throw new NotMeasuredException("Batches cannot be written: " + e.getCause(), e);
        }
    }

    private long write(int writer, long until) throws SQLException {
        var connection = connections.get(writer);
        connection.setAutoCommit(false);
        long rows = 0;
        while (System.nanoTime() < until) {
            batch(connection, writer);
            rows += ROWS;
        }
        return rows;
    }

    private void batch(Connection connection, int writer) throws SQLException {
        try (var events = connection.prepareStatement(EVENT, new String[] {"ordering"});
                var tags = connection.prepareStatement(TAG)) {
            for (int i = 0; i < ROWS; i++) {
                var event = Fills.posted("raw-" + writer, ++written[writer]);
                events.setString(1, "Raw|" + writer);
                events.setLong(2, written[writer]);
                events.setString(3, EventNames.nameOf(event.getClass()));
                events.setBytes(4, JournalJson.text(event).getBytes(StandardCharsets.UTF_8));
                events.addBatch();
            }
            events.executeBatch();
            try (var orderings = events.getGeneratedKeys()) {
                while (orderings.next()) {
                    tags.setLong(1, orderings.getLong(1));
                    tags.addBatch();
                }
            }
            tags.executeBatch();
            connection.commit();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new NotMeasuredException("A connection does not close: " + e.getMessage(), e);
            }
        }
    }
}
