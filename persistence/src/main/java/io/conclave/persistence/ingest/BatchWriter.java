package io.conclave.persistence.ingest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows in groups on a thread of its own, in the order offered, and says of each when it is safe.
 *
 * <p>A group is what came while the one before it was written, up to a bound; each is one transaction. A row's stage
 * completes when the row is committed <em>and on disk</em>: on PostgreSQL most commits do not wait for the disk, the last of
 * a burst does, and a wait covers all commits before it. Stages complete on the writer's thread: go on elsewhere if it takes
 * long.
 *
 * <p>When the database is away, rows wait and are tried again with growing pauses, for as long as it takes; when too many
 * wait, offers fail with {@link IngestFullException}, or wait. A row that the database will never take fails alone with
 * {@link RowRefusedException}.
 */
public final class BatchWriter<R> implements AutoCloseable {
    private final String name;
    private final IngestSettings settings;
    private final GroupWriter<R> groups;
    private final Thread thread;

    private final ArrayDeque<Lot<R>> waiting = new ArrayDeque<>();
    private int waitingRows;
    private boolean closing;

    /** Rows offered together, and their stage. */
    record Lot<R>(List<R> rows, CompletableFuture<Void> done, long offeredNanos) {}

    /**
     * Starts the writer.
     *
     * @param name of what is written, for people and for the thread: {@code market data}
     * @param database from {@link IngestPool}; the writer holds one connection at a time and does not close it
     */
    public static <R> BatchWriter<R> start(String name, DataSource database, Sink<R> sink, IngestSettings settings) {
        var writer = new BatchWriter<>(name, database, sink, settings);
        writer.thread.start();
        return writer;
    }

    private BatchWriter(String name, DataSource database, Sink<R> sink, IngestSettings settings) {
        this.name = name;
        this.settings = settings;
        this.groups = new GroupWriter<>(name, database, sink, settings);
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("conclave-" + name.replace(' ', '-'))
                .unstarted(this::run);
    }

    /** One row; see {@link #offer(List)}. */
    public CompletionStage<Void> offer(R row) {
        return offer(List.of(row));
    }

    /**
     * Hands rows over without waiting.
     *
     * @return completes when all of them are safe; fails with {@link IngestFullException} if there is no room and none
     *     was taken, with {@link RowRefusedException} if one cannot be stored (the others are), with
     *     {@link IllegalStateException} if the writer was closed before they were written
     */
    public CompletionStage<Void> offer(List<R> rows) {
        synchronized (waiting) {
            if (closing) {
                return CompletableFuture.failedFuture(closed());
            }
            if (!hasRoomFor(rows)) {
                return CompletableFuture.failedFuture(new IngestFullException(
                        name, waitingRows, groups.trouble().orElse("")));
            }
            return add(rows);
        }
    }

    /**
     * The same, waiting for room first.
     *
     * @throws InterruptedException if interrupted while there was no room; none was taken
     */
    public CompletionStage<Void> put(List<R> rows) throws InterruptedException {
        synchronized (waiting) {
            while (!closing && !hasRoomFor(rows)) {
                waiting.wait();
            }
            return closing ? CompletableFuture.failedFuture(closed()) : add(rows);
        }
    }

    /** An empty writer takes a lot of any size, or one that is larger than the room could never be written. */
    private boolean hasRoomFor(List<R> rows) {
        return waitingRows == 0 || waitingRows + rows.size() <= settings.waitingRows();
    }

    private CompletionStage<Void> add(List<R> rows) {
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        var lot = new Lot<>(List.copyOf(rows), new CompletableFuture<Void>(), System.nanoTime());
        waiting.addLast(lot);
        waitingRows += lot.rows().size();
        waiting.notifyAll();
        return lot.done();
    }

    /** Rows that are not safe yet: waiting, or being written. */
    public int waitingRows() {
        synchronized (waiting) {
            return waitingRows;
        }
    }

    /** What was written since the start. */
    public Written written() {
        return groups.written();
    }

    /** What the database said when it failed last, until it works again. */
    public Optional<String> trouble() {
        return groups.trouble();
    }

    /**
     * Takes nothing more, writes the rest, and ends; rows that could not be written within the patience fail.
     */
    @Override
    public void close() {
        synchronized (waiting) {
            closing = true;
            waiting.notifyAll();
        }
        try {
            if (!thread.join(settings.closePatience())) {
                groups.giveUp();
                thread.interrupt();
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            groups.giveUp();
            Thread.currentThread().interrupt();
        }
        failTheRest();
    }

    private void failTheRest() {
        List<Lot<R>> rest;
        synchronized (waiting) {
            rest = new ArrayList<>(waiting);
            waiting.clear();
            waitingRows = 0;
        }
        rest.forEach(lot -> lot.done().completeExceptionally(closed()));
    }

    private IllegalStateException closed() {
        return new IllegalStateException("The writer of " + name + " is closed; these rows were not written");
    }

    // ---- the writer's own thread

    private void run() {
        try {
            var group = next();
            while (group != null) {
                groups.write(group, isLast(), this::safe);
                group = next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Also when a sink has a fault: whoever waits must hear that nothing is written any more.
            synchronized (waiting) {
                closing = true;
                waiting.notifyAll();
            }
            groups.abandoned().forEach(lot -> lot.done().completeExceptionally(closed()));
            failTheRest();
        }
    }

    /** Waits for a group; null when all is written and the writer is closing. */
    private @Nullable List<Lot<R>> next() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                if (closing) {
                    return null;
                }
                waiting.wait();
            }
            awaitCompany();
            var group = new ArrayList<Lot<R>>();
            int rows = 0;
            while (!waiting.isEmpty()
                    && (rows == 0 || rows + waiting.getFirst().rows().size() <= settings.groupRows())) {
                var lot = waiting.removeFirst();
                rows += lot.rows().size();
                group.add(lot);
            }
            return group;
        }
    }

    private void awaitCompany() throws InterruptedException {
        long until = waiting.getFirst().offeredNanos() + settings.groupWait().toNanos();
        long left = until - System.nanoTime();
        while (!closing && left > 0 && waitingRows < settings.groupRows()) {
            waiting.wait(left / 1_000_000, (int) (left % 1_000_000));
            left = until - System.nanoTime();
        }
    }

    private boolean isLast() {
        synchronized (waiting) {
            return waiting.isEmpty();
        }
    }

    private void safe(int rows) {
        synchronized (waiting) {
            waitingRows -= rows;
            waiting.notifyAll();
        }
    }
}
