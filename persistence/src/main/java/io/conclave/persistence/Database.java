package io.conclave.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.jobs.JobStore;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.news.NewsStore;
import io.conclave.persistence.projection.Projections;
import io.conclave.persistence.projection.Upkeep;
import io.conclave.persistence.readmodel.ReadModels;
import io.conclave.persistence.schema.Migrations;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The database a journal is in, with everything that reads it: the one door to SQL for the rooms downstream.
 *
 * <p>Opened, its schema is the newest. Close it after the actor system: an embedded journal closes with its last
 * connection.
 */
public final class Database implements AutoCloseable {
    private final JournalConfig config;
    private final HikariDataSource pool;

    /** @throws IllegalStateException if the database cannot be reached; the message says what to do */
    public static Database open(JournalConfig config) {
        var pool = config.open();
        try {
            Migrations.migrate(pool, config.kind());
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new Database(config, pool);
    }

    private Database(JournalConfig config, HikariDataSource pool) {
        this.config = config;
        this.pool = pool;
    }

    public JournalConfig config() {
        return config;
    }

    /** Reads what was journalled. */
    public JournalReader journal() {
        return new JournalReader(pool);
    }

    /** Reads what was projected. */
    public ReadModels readModels() {
        return new ReadModels(pool);
    }

    /** Carries events into the read models. */
    public Projections projections(ActorSystem<?> system) {
        return new Projections(system, pool);
    }

    public JobStore jobs() {
        return new JobStore(pool);
    }

    /** Checks, repairs and rebuilds the read models; needs no actors. */
    public Upkeep upkeep() {
        return new Upkeep(pool);
    }

    public NewsStore news() {
        return new NewsStore(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
