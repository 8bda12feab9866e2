package io.conclave.persistence.agentlog;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.agents.AgentLog;
import io.conclave.persistence.ingest.BatchWriter;
import io.conclave.persistence.ingest.IngestFullException;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link AgentLog} in a database: appended in groups, beside the journal, each agent's log a hash chain.
 *
 * <p>What was taken in but not yet committed when the process dies is lost, at most the last group or two; what is
 * committed is whole: rows and the head of their chain move in one transaction. A decision thought about again after a
 * crash is written again, with the next attempt's number, for it was thought twice.
 */
public final class AgentLogStore implements AgentLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLogStore.class);

    private final HikariDataSource pool;
    private final BatchWriter<LogSink.Offered> writer;
    private final InstantSource clock;
    private final int mostHeld;
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    /** An entry there was no room for yet. */
    private record Held(LogSink.Offered entry, CompletableFuture<Void> takenIn) {}

    /**
     * Starts writing, over a connection of its own.
     *
     * @param journal where; migrated
     * @param clock tells when an entry was written down, and nothing else
     */
    public static AgentLogStore open(JournalConfig journal, IngestSettings settings, InstantSource clock) {
        return new AgentLogStore(IngestPool.open(journal, 1), settings, clock);
    }

    private AgentLogStore(HikariDataSource pool, IngestSettings settings, InstantSource clock) {
        this.pool = pool;
        this.writer = BatchWriter.start("agent logs", pool, new LogSink(), settings);
        this.clock = clock;
        this.mostHeld = settings.groupRows();
    }

    /**
     * Completes at once while there is room. Behind a full log some more entries wait, as many as are written together; the
     * next one is refused.
     */
    @Override
    public CompletionStage<Void> record(Entry entry) {
        var offered = new LogSink.Offered(entry, UUID.randomUUID().toString(), nanos(clock.instant()));
        synchronized (held) {
            if (held.isEmpty()) {
                var takenIn = handOver(offered);
                if (takenIn.isPresent()) {
                    return takenIn.get();
                }
            }
            if (held.size() >= mostHeld) {
                return CompletableFuture.failedStage(
                        new IllegalStateException("the agents' log is full, and its database "
                                + writer.trouble()
                                        .map(why -> "is in trouble: " + why)
                                        .orElse("is slow")));
            }
            var takenIn = new CompletableFuture<Void>();
            held.addLast(new Held(offered, takenIn));
            return takenIn;
        }
    }

    /** Whether the writer took it, for good or not; empty if it had no room. */
    private Optional<CompletionStage<Void>> handOver(LogSink.Offered offered) {
        var safe = writer.offer(offered);
        var soFar = safe.toCompletableFuture();
        if (soFar.isCompletedExceptionally()) {
            var why = soFar.exceptionNow();
            return why instanceof IngestFullException
                    ? Optional.empty()
                    : Optional.of(CompletableFuture.failedStage(why));
        }
        safe.whenComplete((done, fault) -> {
            if (fault != null) {
                LOG.warn("The agents' log lacks an entry: {}", fault.getMessage());
            }
            handOverHeld();
        });
        return Optional.of(CompletableFuture.completedStage(null));
    }

    private void handOverHeld() {
        synchronized (held) {
            for (var next = held.pollFirst(); next != null; next = held.pollFirst()) {
                var taken = handOver(next.entry());
                if (taken.isEmpty()) {
                    held.addFirst(next);
                    return;
                }
                pass(taken.get(), next.takenIn());
            }
        }
    }

    private static void pass(CompletionStage<Void> from, CompletableFuture<Void> to) {
        from.whenComplete((done, fault) -> {
            if (fault == null) {
                to.complete(null);
            } else {
                to.completeExceptionally(fault);
            }
        });
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    /** Writes what was taken in, and ends. */
    @Override
    public void close() {
        writer.close();
        pool.close();
        synchronized (held) {
            held.forEach(each ->
                    each.takenIn().completeExceptionally(new IllegalStateException("the agents' log is closed")));
            held.clear();
        }
    }
}
