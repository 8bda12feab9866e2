package io.conclave.persistence.projection;

import io.conclave.persistence.journal.JournalReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the read models of runs: finds what a projection has passed by, repairs it, builds all of it again. Needs no
 * actors, and may work while a node follows the run: whoever writes a run's read models holds it, and events that are in
 * are passed over.
 */
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int GROUP = 500;
    static final List<String> TABLES = List.of(
            "runs",
            "decisions",
            "votes",
            "agent_weights",
            "vetoes",
            "orders",
            "fills",
            "equity",
            "positions",
            "agents",
            "projected");

    private final DataSource database;
    private final JournalReader journal;

    /**
     * Events that are in the journal, behind the projection's offset, and not in the read models.
     *
     * @param byEntity how many, by persistence id; entities without any are not named
     */
    public record Missed(String run, SortedMap<String, Long> byEntity) {
        public Missed {
            byEntity = Collections.unmodifiableSortedMap(new TreeMap<>(byEntity));
        }

        public long events() {
            return byEntity.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** @param database where the journal and the read models are, migrated */
    public Upkeep(DataSource database) {
        this.database = database;
        this.journal = new JournalReader(database);
    }

    /** What is missing; changes nothing. */
    public Missed check(String run) {
        return in(run, "checked", connection -> {
            var missed = new TreeMap<String, Long>();
            for (var entity : missing(connection, run, 0).entrySet()) {
                missed.put(entity.getKey(), entity.getValue() - reached(connection, run, entity.getKey()));
            }
            return new Missed(run, missed);
        });
    }

    /** Applies what is missing; says what was. */
    public Missed repair(String run) {
        return repair(run, 0);
    }

    /** @param from offset from which entities are looked for that are not known yet */
    Missed repair(String run, long from) {
        return in(run, "repaired", connection -> {
            if (missing(connection, run, from).isEmpty()) {
                return new Missed(run, new TreeMap<>());
            }
            var group = EventGroup.open(connection, run, journal);
            var missed = new TreeMap<String, Long>();
            // Looked for again: who held the run before may have applied some of it.
            for (var entity : missing(connection, run, from).entrySet()) {
                missed.put(entity.getKey(), group.repair(entity.getKey(), entity.getValue()));
            }
            group.write();
            connection.commit();
            var repaired = new Missed(run, missed);
            if (repaired.events() > 0) {
                LOG.warn(
                        "{} events of {} had been left out of the read models; they are in now",
                        repaired.events(),
                        run);
            }
            return repaired;
        });
    }

    /**
     * Forgets all that was projected of a run, and projects it again from its first event, in one transaction: readers see
     * the old until they see the new.
     *
     * @return how many events
     */
    public long rebuild(String run) {
        return in(run, "rebuilt", connection -> {
            Progress.hold(connection, run);
            for (String table : TABLES) {
                delete(connection, table, run);
            }
            var rebuilding = new Rebuilding(EventGroup.open(connection, run, journal));
            journal.forEachOfRun(run, rebuilding::take);
            rebuilding.group.write();
            if (rebuilding.events > 0) {
                Offset.ofReadModels(run).write(connection, rebuilding.ordering);
            } else {
                Offset.ofReadModels(run).forget(connection);
            }
            connection.commit();
            return rebuilding.events;
        });
    }

    private static final class Rebuilding {
        private final EventGroup group;
        private long events;
        private long ordering;

        private Rebuilding(EventGroup group) {
            this.group = group;
        }

        private void take(JournalReader.Entry entry) {
            try {
                group.take(entry.persistenceId(), entry.sequence(), entry.event());
                ordering = entry.ordering();
                if (++events % GROUP == 0) {
                    group.write();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "Event " + entry.sequence() + " of " + entry.persistenceId() + " cannot be projected: "
                                + e.getMessage(),
                        e);
            }
        }
    }

    private static SortedMap<String, Long> missing(Connection connection, String run, long from) throws SQLException {
        return Missing.in(connection, run, from, Offset.ofReadModels(run).read(connection));
    }

    private static long reached(Connection connection, String run, String persistenceId) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT sequence_number FROM projected WHERE run = ? AND persistence_id = ?")) {
            query.setString(1, run);
            query.setString(2, persistenceId);
            try (var rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static void delete(Connection connection, String table, String run) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM " + table + " WHERE run = ?")) {
            delete.setString(1, run);
            delete.executeUpdate();
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** What is not committed is undone. */
    private <T> T in(String run, String done, Work<T> work) {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return work.on(connection);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The read models of " + run + " cannot be " + done + ": " + e.getMessage(), e);
        }
    }
}
