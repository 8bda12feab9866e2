package io.conclave.persistence.projection;

import io.conclave.agents.Journaled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
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
 * the offset, so each counts exactly once, whatever crashes. Read models lag a little behind the journal, and by the whole
 * {@code gap-patience} where a write failed: nothing is decided from them. A run has one projection: on a cluster, start
 * it on one node at a time.
 */
public final class Projections {
    private static final String NAME = "read-models";
    private static final Duration TO_STOP = Duration.ofSeconds(20);
    private static final String[] TABLES = {
        "runs", "decisions", "votes", "agent_weights", "vetoes", "orders", "fills", "equity"
    };

    private final ActorSystem<?> system;
    private final DataSource database;
    private final int group;
    private final Duration groupWait;
    private final Map<String, ActorRef<ProjectionBehavior.Command>> running = new TreeMap<>();
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
    }

    /** Projects a run from where its projection stopped, and follows it from then on. */
    public synchronized void follow(String run) {
        if (running.containsKey(run)) {
            return;
        }
        var events = EventSourcedProvider.<Journaled>eventsByTag(system, JdbcReadJournal.Identifier(), run);
        var projection = JdbcProjection.groupedWithin(
                        ProjectionId.of(NAME, run),
                        events,
                        () -> new Session(database),
                        () -> new ReadModelHandler(run),
                        system)
                .withGroup(group, groupWait);
        running.put(
                run,
                system.systemActorOf(
                        ProjectionBehavior.create(projection), NAME + "-" + run + "-" + started++, Props.empty()));
    }

    /** Stops following a run; done when its last transaction is. */
    public synchronized CompletionStage<Done> stop(String run) {
        var projection = running.remove(run);
        if (projection == null) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return Patterns.gracefulStop(Adapter.toClassic(projection), TO_STOP, ProjectionBehavior.stopMessage())
                .thenApply(stopped -> Done.getInstance());
    }

    /** Forgets all that was projected of a run, and projects it again from its first event. */
    public CompletionStage<Done> rebuild(String run) {
        return stop(run).thenApply(done -> {
            erase(run);
            follow(run);
            return done;
        });
    }

    /** How many events of a run are in the journal and not yet in the read models. */
    public long lag(String run) {
        var sql = "SELECT COUNT(*) FROM event_tag WHERE tag = ? AND event_id > COALESCE((SELECT CAST(current_offset AS"
                + " BIGINT) FROM pekko_projection_offset_store WHERE projection_name = ? AND projection_key = ?), 0)";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            query.setString(2, NAME);
            query.setString(3, run);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The projection's offset cannot be read: " + e.getMessage(), e);
        }
    }

    private void erase(String run) {
        try (var session = connection()) {
            for (String table : TABLES) {
                delete(session, "DELETE FROM " + table + " WHERE run = ?", run);
            }
            delete(
                    session,
                    "DELETE FROM pekko_projection_offset_store WHERE projection_name = '" + NAME
                            + "' AND projection_key = ?",
                    run);
            session.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("The read models of " + run + " cannot be erased: " + e.getMessage(), e);
        }
    }

    private Connection connection() throws SQLException {
        var connection = database.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void delete(Connection connection, String sql, String run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, run);
            statement.executeUpdate();
        }
    }
}
