package io.conclave.persistence.projection;

import io.conclave.agents.Journaled;
import io.conclave.persistence.journal.JournalReader;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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

/**
 * Keeps the read models of runs up with the journal.
 *
 * <p>A run's events carry its name as their tag; groups of them are written to the read models in one transaction with
 * the offset and each entity's last number, so each counts exactly once, whatever crashes. An event that committed behind
 * the offset is noticed by its number when the entity's next event comes, and by a look that is taken every
 * {@code check}. Read models lag a little behind the journal, and by the whole {@code gap-patience} where a write failed:
 * nothing is decided from them.
 */
public final class Projections {
    private static final Duration TO_STOP = Duration.ofSeconds(20);

    private record Following(ActorRef<ProjectionBehavior.Command> projection, Cancellable checks) {}

    private final ActorSystem<?> system;
    private final DataSource database;
    private final int group;
    private final Duration groupWait;
    private final Duration check;
    private final Map<String, Following> running = new TreeMap<>();
    private int started;

    /**
     * @param system writes to, or reads from, the journal; its settings say how
     * @param database where the journal and the read models are, migrated
     */
    public Projections(ActorSystem<?> system, DataSource database) {
        this.system = system;
        this.database = database;
        var settings = system.settings().config().getConfig("conclave.projection");
        this.group = settings.getInt("group");
        this.groupWait = settings.getDuration("group-wait");
        this.check = settings.getDuration("check");
    }

    /** Projects a run from where its projection stopped, and follows it from then on. */
    public synchronized void follow(String run) {
        if (running.containsKey(run)) {
            return;
        }
        var offset = Offset.ofReadModels(run);
        var events = EventSourcedProvider.<Journaled>eventsByTag(system, JdbcReadJournal.Identifier(), run);
        var projection = JdbcProjection.groupedWithin(
                        ProjectionId.of(offset.projection(), run),
                        events,
                        () -> new Session(database),
                        () -> new ReadModelHandler(run, new JournalReader(database)),
                        system)
                .withGroup(group, groupWait);
        var name = offset.projection() + "-" + run + "-" + started++;
        running.put(
                run,
                new Following(
                        system.systemActorOf(ProjectionBehavior.create(projection), name, Props.empty()), checks(run)));
    }

    private Cancellable checks(String run) {
        return system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        check,
                        new Checks(run, database),
                        system.dispatchers().lookup(DispatcherSelector.blocking()));
    }

    /** Stops following a run; done when its last transaction is. */
    public synchronized CompletionStage<Done> stop(String run) {
        var following = running.remove(run);
        if (following == null) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        following.checks().cancel();
        return Patterns.gracefulStop(
                        Adapter.toClassic(following.projection()), TO_STOP, ProjectionBehavior.stopMessage())
                .thenApply(stopped -> Done.getInstance());
    }

    /** How many events of a run are in the journal and not yet in the read models. */
    public long lag(String run) {
        return Offset.ofReadModels(run).behind(database);
    }
}
