package io.conclave.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.agentlog.AgentLogAudit;
import io.conclave.persistence.agentlog.AgentLogReader;
import io.conclave.persistence.agentlog.AgentLogStore;
import io.conclave.persistence.audit.AuditReader;
import io.conclave.persistence.audit.AuditTrail;
import io.conclave.persistence.feed.Market;
import io.conclave.persistence.idempotency.IdempotencyStore;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.jobs.JobStore;
import io.conclave.persistence.jobs.PieceStore;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.keys.ApiKeys;
import io.conclave.persistence.marketdata.MarketDataStore;
import io.conclave.persistence.news.Meaning;
import io.conclave.persistence.news.NewsEmbedder;
import io.conclave.persistence.news.NewsSearch;
import io.conclave.persistence.news.NewsStore;
import io.conclave.persistence.outbox.Outbox;
import io.conclave.persistence.preflight.Preflight;
import io.conclave.persistence.projection.Projections;
import io.conclave.persistence.projection.Upkeep;
import io.conclave.persistence.readmodel.ReadModels;
import io.conclave.persistence.schema.Applied;
import io.conclave.persistence.schema.Migrations;
import io.conclave.persistence.schema.Roles;
import io.conclave.persistence.schema.UnfitDatabaseException;
import io.conclave.persistence.streams.Bus;
import java.time.InstantSource;
import java.util.List;
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

    /**
     * Whether a server is fit to be opened; changes nothing. What is embedded always is, before it is opened.
     *
     * @throws UnfitDatabaseException if it is not; the message says what to do
     */
    public static void check(JournalConfig config) {
        if (config.kind() == JournalKind.POSTGRES) {
            Preflight.check(config, InstantSource.system());
        }
    }

    /**
     * Its schema is brought to the newest if need be, by the owner where one is set.
     *
     * @throws UnfitDatabaseException if the server is not fit; the message says what to do, and nothing was changed
     * @throws IllegalStateException if an embedded journal cannot be opened
     */
    public static Database open(JournalConfig config) {
        return switch (config.kind()) {
            case H2 -> openEmbedded(config);
            case POSTGRES -> openOnServer(config);
        };
    }

    private static Database openEmbedded(JournalConfig config) {
        var pool = config.open();
        try {
            Migrations.migrate(pool, config.kind());
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new Database(config, pool);
    }

    private static Database openOnServer(JournalConfig config) {
        if (!Preflight.check(config, InstantSource.system()).schema().isNewest()) {
            migrate(config);
        }
        return new Database(config, config.open());
    }

    /**
     * Brings the schema to the newest, by the owner where one is set.
     *
     * @throws UnfitDatabaseException as {@link #open}
     */
    public static Applied migrate(JournalConfig config) {
        check(config);
        try (var pool = config.asOwner().open()) {
            return Migrations.migrate(pool, config.kind());
        }
    }

    /**
     * Makes the roles that are missing and grants to all what is theirs; PostgreSQL only.
     *
     * @return the names of those that were made
     * @throws UnfitDatabaseException if the server is not fit, or the user may not make roles
     */
    public static List<String> makeRoles(JournalConfig config) {
        Preflight.check(config, InstantSource.system());
        try (var pool = config.asOwner().open()) {
            return Roles.make(pool);
        }
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

    /** Pieces of jobs that several nodes do at once. */
    public PieceStore pieces() {
        return new PieceStore(pool);
    }

    /** Checks, repairs and rebuilds the read models; needs no actors. */
    public Upkeep upkeep() {
        return new Upkeep(pool);
    }

    /** Starts writing down how agents come to their votes; close what it returns before this. */
    public AgentLogStore agentLog(IngestSettings settings, InstantSource clock) {
        return AgentLogStore.open(config, settings, clock);
    }

    /** Reads how agents came to their votes. */
    public AgentLogReader agentLogs() {
        return new AgentLogReader(pool);
    }

    /** Looks whether somebody changed that. */
    public AgentLogAudit agentLogAudit() {
        return new AgentLogAudit(pool);
    }

    /** Who may call the API; of a database on a server. Without one, keys are in a file: {@link ApiKeys#inFile}. */
    public ApiKeys apiKeys() {
        return new ApiKeys(pool);
    }

    /** Starts writing down who changes what; close what it returns before this. */
    public AuditTrail auditTrail(IngestSettings settings) {
        return AuditTrail.open(config, settings);
    }

    /** Reads who changed what. */
    public AuditReader audit() {
        return new AuditReader(pool);
    }

    /** Remembers answers to calls that bear a name; close what it returns before this. */
    public IdempotencyStore idempotency() {
        return IdempotencyStore.open(config);
    }

    /** Takes a market in from a bus, and follows it; close what it gives before this. */
    public Market market(Bus bus, IngestSettings settings, Market.Terms terms) {
        return Market.open(config, pool, bus, settings, terms);
    }

    /** The same, without taking anything in yet. */
    public Market followMarket(IngestSettings settings, Market.Terms terms) {
        return Market.follow(config, pool, settings, terms);
    }

    /** Publishes a run's rounds and orders; close what it gives before the system that it reads with. */
    public Outbox outbox(ActorSystem<?> system, Bus bus, String run) {
        return Outbox.start(system, pool, bus, run);
    }

    /** How many events of a run were journalled and not noted as published, whichever node publishes them. */
    public long unpublished(String run) {
        return Outbox.behind(pool, run);
    }

    public NewsStore news() {
        return new NewsStore(pool);
    }

    /** Reads bars and trades. */
    public MarketDataStore marketData() {
        return new MarketDataStore(pool);
    }

    /** Finds news by what it means, for people. */
    public NewsSearch newsSearch(Meaning meaning) {
        return new NewsSearch(pool, config.kind(), meaning);
    }

    /** Gives news the vectors it lacks. */
    public NewsEmbedder newsEmbedder(Meaning meaning) {
        return new NewsEmbedder(pool, config.kind(), meaning);
    }

    @Override
    public void close() {
        pool.close();
    }
}
