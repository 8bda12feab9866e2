package io.conclave.persistence.outbox;

import io.conclave.agents.Journaled;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.projection.Offset;
import io.conclave.persistence.projection.Session;
import io.conclave.persistence.streams.Bus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.projection.ProjectionBehavior;
import org.apache.pekko.projection.ProjectionId;
import org.apache.pekko.projection.eventsourced.javadsl.EventSourcedProvider;
import org.apache.pekko.projection.jdbc.javadsl.JdbcProjection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a run's rounds and orders from its journal, in the order of the journal, from where it had come to.
 *
 * <p>A group is published, then the offset is written: a crash between publishes the group again, under the same ids. While
 * the bus takes nothing, it stands still with one group in hand. A run has one outbox at a time.
 */
public final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final String NAME = "outbox";
    private static final Duration TO_STOP = Duration.ofSeconds(20);

    /** How often it is looked how many events wait. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Offset offset;
    private final DataSource database;
    private final Cancellable looks;
    private final OutboxHandler handler;
    private final ActorRef<ProjectionBehavior.Command> projection;
    private volatile long behind;

    /**
     * Begins to publish.
     *
     * @param system writes to, or reads from, the journal
     * @param database where the journal and the offset are, migrated
     */
    public static Outbox start(ActorSystem<?> system, DataSource database, Bus bus, String run) {
        return new Outbox(system, database, bus, run);
    }

    private Outbox(ActorSystem<?> system, DataSource database, Bus bus, String run) {
        this.database = database;
        this.offset = new Offset(NAME, run);
        var settings = system.settings().config().getConfig("conclave.outbox");
        this.handler = new OutboxHandler(system, bus, new Announcements(new JournalReader(database)));
        var events = EventSourcedProvider.<Journaled>eventsByTag(system, JdbcReadJournal.Identifier(), run);
        var projecting = JdbcProjection.groupedWithinAsync(
                        ProjectionId.of(NAME, run), events, () -> new Session(database), () -> handler, system)
                .withGroup(settings.getInt("group"), settings.getDuration("group-wait"));
        this.projection = system.systemActorOf(ProjectionBehavior.create(projecting), NAME + "-" + run, Props.empty());
        this.looks = system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO, LOOK, this::look, system.dispatchers().lookup(DispatcherSelector.blocking()));
    }

    /**
     * How many events of a run are journalled and not noted as published, whoever publishes them.
     *
     * @throws IllegalStateException if the database cannot be read
     */
    public static long behind(DataSource database, String run) {
        return new Offset(NAME, run).behind(database);
    }

    /**
     * Waits until all that is journalled now has been published and noted.
     *
     * @return whether it was in time; what was not is published at the next start
     */
    public boolean drained(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (offset.behind(database) > 0) {
            if (System.nanoTime() - until >= 0) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return true;
    }

    private void look() {
        try {
            behind = offset.behind(database);
        } catch (IllegalStateException e) {
            // What was seen last holds: without the database nothing is journalled, either.
            LOG.warn(e.getMessage());
        }
    }

    /** How many events of the run were journalled and not noted as published, at the last look; that was a second ago. */
    public long behind() {
        return behind;
    }

    /** For how long the bus has taken nothing of what it was given; empty while it takes all. */
    public Optional<Duration> stalled() {
        return handler.stalled();
    }

    /** Done when what was published is noted; what the bus has not taken is published by the next outbox. */
    public CompletionStage<Done> stop() {
        looks.cancel();
        handler.giveUp();
        return Patterns.gracefulStop(Adapter.toClassic(projection), TO_STOP, ProjectionBehavior.stopMessage())
                .thenApply(stopped -> Done.getInstance());
    }

    @Override
    public void close() {
        stop().toCompletableFuture()
                .completeOnTimeout(Done.getInstance(), TO_STOP.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .exceptionally(fault -> Done.getInstance())
                .join();
    }
}
