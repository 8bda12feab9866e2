package io.conclave.persistence.ingest;

import io.conclave.persistence.ingest.BatchWriter.Lot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes groups to the database until each of their rows is on disk or refused. For one thread, but for what it tells.
 *
 * <p>Between a commit that does not wait for the disk and the next that does, one connection is kept: if the server crashes
 * and forgets the former, that connection breaks, and everything not known to be on disk is written again.
 */
final class GroupWriter<R> {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

    private final String name;
    private final DataSource database;
    private final Sink<R> sink;
    private final IngestSettings settings;

    private final List<Pending<R>> pending = new ArrayList<>();
    private @Nullable Connection connection;
    private boolean onPostgres;
    private long lastFlushNanos = System.nanoTime();

    private volatile Written written = new Written(0, 0, 0, 0, 0);
    private volatile @Nullable String trouble;
    private volatile boolean givenUp;

    /** A lot that is not safe yet, and what became of its rows. */
    private static final class Pending<R> {
        final Lot<R> lot;

        @Nullable
        RowRefusedException refused;

        List<R> left;

        Pending(Lot<R> lot) {
            this.lot = lot;
            this.left = lot.rows();
        }
    }

    /** One row of a pending lot. */
    private record Entry<R>(Pending<R> of, R row) {}

    GroupWriter(String name, DataSource database, Sink<R> sink, IngestSettings settings) {
        this.name = name;
        this.database = database;
        this.sink = sink;
        this.settings = settings;
    }

    /**
     * @param last nothing waits behind this group: it is to be safe when this returns
     * @param safe told how many rows need no longer be waited for
     * @throws InterruptedException if the writer was given up before the database took the group
     */
    void write(List<Lot<R>> group, boolean last, IntConsumer safe) throws InterruptedException {
        int before = pending.size();
        group.forEach(lot -> pending.add(new Pending<>(lot)));
        boolean flush = last
                || System.nanoTime() - lastFlushNanos >= settings.flushEvery().toNanos();
        var rows = entries(pending.subList(before, pending.size()));
        var pause = settings.retryFrom();
        while (true) {
            try {
                write(rows, flush);
                break;
            } catch (SQLException e) {
                retryLater(e, pause);
                pause = longer(pause);
                // What was committed last may have gone with the server.
                rows = entries(pending);
                flush = true;
            }
        }
        if (trouble != null) {
            LOG.info("The database takes {} again", name);
            trouble = null;
        }
        if (flush) {
            finish(safe);
        }
    }

    private void write(List<Entry<R>> rows, boolean flush) throws SQLException {
        try {
            commit(rows, flush);
        } catch (SQLException e) {
            if (!isOfTheRow(e)) {
                throw e;
            }
            rollBack();
            writeInHalves(rows, flush, e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            rollBack();
            writeInHalves(rows, flush, e);
        }
    }

    private void writeInHalves(List<Entry<R>> rows, boolean flush, Exception why) throws SQLException {
        if (rows.size() == 1) {
            refuse(rows.getFirst(), why);
            commit(List.of(), flush);
            return;
        }
        int half = rows.size() / 2;
        write(rows.subList(0, half), false);
        write(rows.subList(half, rows.size()), flush);
    }

    private void commit(List<Entry<R>> rows, boolean flush) throws SQLException {
        var open = connected();
        int added = rows.isEmpty()
                ? 0
                : sink.write(open, rows.stream().map(Entry::row).toList());
        if (flush && onPostgres) {
            waitForTheDisk(open);
        }
        open.commit();
        var so = written;
        written = new Written(
                so.added() + added, so.known() + rows.size() - added, so.refused(), so.groups() + 1, so.retries());
    }

    /** The message makes sure that there is something to wait for: a commit that wrote nothing waits for nothing. */
    private static void waitForTheDisk(Connection open) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(
                    "SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'conclave', 'flush')");
        }
    }

    private Connection connected() throws SQLException {
        if (connection == null) {
            var opened = database.getConnection();
            opened.setAutoCommit(false);
            onPostgres = "PostgreSQL".equals(opened.getMetaData().getDatabaseProductName());
            connection = opened;
        }
        return connection;
    }

    private void rollBack() throws SQLException {
        connected().rollback();
    }

    private void refuse(Entry<R> entry, Exception why) {
        var refused = new RowRefusedException(sink.name(entry.row()), why);
        LOG.warn("{}", refused.getMessage());
        var left = new ArrayList<>(entry.of().left);
        left.removeIf(row -> row == entry.row());
        entry.of().left = left;
        if (entry.of().refused == null) {
            entry.of().refused = refused;
        }
        var so = written;
        written = new Written(so.added(), so.known(), so.refused() + 1, so.groups(), so.retries());
    }

    /** Data that does not fit its column (22) or breaks a constraint (23): all else is not the row's fault. */
    private static boolean isOfTheRow(SQLException e) {
        var state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private void finish(IntConsumer safe) {
        lastFlushNanos = System.nanoTime();
        disconnect();
        var done = List.copyOf(pending);
        pending.clear();
        safe.accept(done.stream().mapToInt(each -> each.lot.rows().size()).sum());
        for (var each : done) {
            if (each.refused == null) {
                each.lot.done().complete(null);
            } else {
                each.lot.done().completeExceptionally(each.refused);
            }
        }
    }

    private static <R> List<Entry<R>> entries(List<Pending<R>> lots) {
        var rows = new ArrayList<Entry<R>>();
        for (var lot : lots) {
            lot.left.forEach(row -> rows.add(new Entry<>(lot, row)));
        }
        return rows;
    }

    // ---- trouble

    private void retryLater(SQLException e, Duration pause) throws InterruptedException {
        if (trouble == null) {
            LOG.warn("The database does not take {} ({}); tried again until it does", name, e.getMessage());
        }
        trouble = String.valueOf(e.getMessage());
        var so = written;
        written = new Written(so.added(), so.known(), so.refused(), so.groups(), so.retries() + 1);
        disconnect();
        if (givenUp) {
            throw new InterruptedException("given up");
        }
        long nanos = pause.toNanos();
        Thread.sleep(Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos)));
    }

    private Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(settings.retryTo()) < 0 ? twice : settings.retryTo();
    }

    /** A connection that is broken cannot be closed well either: that is no news. */
    private void disconnect() {
        var open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try (open) {
            open.rollback();
        } catch (SQLException e) {
            LOG.debug("Closing a connection of {}", name, e);
        }
    }

    /** Has the thread end at the next trouble. */
    void giveUp() {
        givenUp = true;
    }

    /** Lots that will not be written any more. */
    List<Lot<R>> abandoned() {
        disconnect();
        return pending.stream().map(each -> each.lot).toList();
    }

    Written written() {
        return written;
    }

    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }
}
