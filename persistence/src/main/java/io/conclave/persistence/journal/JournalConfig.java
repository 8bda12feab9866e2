package io.conclave.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the journal is: {@code conclave.journal} turned into what Pekko, Slick and Hikari want to be told.
 *
 * @param url a path for H2, a JDBC URL for PostgreSQL
 * @param password never printed
 * @param owner who may change the schema, where that is another; empty if the user above may
 * @param pool connections of the journal
 * @param readPool connections of projections and read models
 * @param transactionLimit the longest a statement of the journal, or a pause inside anybody's transaction, may take on
 *     PostgreSQL
 * @param gapPatience how long a projection waits at a hole in the numbering; at least twice the limit, so that nothing
 *     commits behind it
 * @param refresh how often projections look for new events
 * @param connectTimeout how long PostgreSQL may take to accept a connection; counted in whole seconds
 * @param socketTimeout how long it may leave the journal or the order desk without an answer before the connection is
 *     given up; counted in whole seconds, longer than the limit
 */
public record JournalConfig(
        JournalKind kind,
        String url,
        String user,
        String password,
        Optional<Login> owner,
        int pool,
        int readPool,
        Duration transactionLimit,
        Duration gapPatience,
        Duration refresh,
        Duration connectTimeout,
        Duration socketTimeout) {
    /** A user of the database and its password, which is never printed. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    public JournalConfig {
        if (pool < 1 || readPool < 1) {
            throw new IllegalArgumentException(
                    "conclave.journal.pool and read-pool must be 1 or more, not " + pool + " and " + readPool);
        }
        if (transactionLimit.multipliedBy(2).compareTo(gapPatience) > 0) {
            throw new IllegalArgumentException("conclave.journal.gap-patience (" + gapPatience
                    + ") must be at least twice transaction-limit (" + transactionLimit
                    + "), or projections lose events that commit late");
        }
        if (connectTimeout.toSeconds() < 1 || socketTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "conclave.journal.connect-timeout and socket-timeout must be 1 s or more, not " + connectTimeout
                            + " and " + socketTimeout);
        }
        if (socketTimeout.compareTo(transactionLimit) <= 0) {
            throw new IllegalArgumentException("conclave.journal.socket-timeout (" + socketTimeout
                    + ") must be longer than transaction-limit (" + transactionLimit
                    + "), or slow statements are cut off whose end the server would tell");
        }
    }

    /** @param settings everything, with this room's {@code reference.conf} below it */
    public static JournalConfig from(Config settings) {
        var journal = settings.getConfig("conclave.journal");
        return new JournalConfig(
                kind(journal),
                journal.getString("url"),
                journal.getString("user"),
                journal.getString("password"),
                owner(journal.getConfig("owner")),
                journal.getInt("pool"),
                journal.getInt("read-pool"),
                journal.getDuration("transaction-limit"),
                journal.getDuration("gap-patience"),
                settings.getDuration("conclave.projection.refresh"),
                journal.getDuration("connect-timeout"),
                journal.getDuration("socket-timeout"));
    }

    private static Optional<Login> owner(Config owner) {
        return Optional.of(owner.getString("user"))
                .filter(user -> !user.isEmpty())
                .map(user -> new Login(user, owner.getString("password")));
    }

    private static JournalKind kind(Config journal) {
        var text = journal.getString("kind");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "h2" -> JournalKind.H2;
            case "postgres", "postgresql" -> JournalKind.POSTGRES;
            default ->
                throw new ConfigException.BadValue(
                        journal.getValue("kind").origin(),
                        "conclave.journal.kind",
                        "\"" + text + "\" is no journal: write h2 or postgres");
        };
    }

    /** The same settings for a journal elsewhere, whose user is its owner. */
    public JournalConfig at(JournalKind otherKind, String otherUrl, String otherUser, String otherPassword) {
        return new JournalConfig(
                otherKind,
                otherUrl,
                otherUser,
                otherPassword,
                Optional.empty(),
                pool,
                readPool,
                transactionLimit,
                gapPatience,
                refresh,
                connectTimeout,
                socketTimeout);
    }

    /** The same journal as whoever may change its schema sees it. */
    public JournalConfig asOwner() {
        return owner.map(login -> at(kind, url, login.user(), login.password())).orElse(this);
    }

    /** The URL without its parameters, which may hold a password: for people, and to tell journals apart. */
    public String place() {
        return switch (kind) {
            case H2 -> url;
            case POSTGRES -> url.split("\\?", 2)[0];
        };
    }

    /**
     * The JDBC URL.
     *
     * <p>H2 writes each commit out before it acknowledges it ({@code WRITE_DELAY=0}: a {@code kill -9} loses nothing), and
     * leaves closing to us, so that what is journalled while the JVM goes down is still taken.
     */
    public String jdbcUrl() {
        return switch (kind) {
            case H2 ->
                "jdbc:h2:file:" + Path.of(url).toAbsolutePath().normalize()
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DATABASE_TO_LOWER=TRUE";
            case POSTGRES -> url;
        };
    }

    /** What Pekko must be told; lay it over the settings that the actor system starts with. */
    public Config forPekko() {
        var values = new HashMap<String, Object>();
        values.put("pekko.persistence.journal.plugin", "jdbc-journal");
        values.put("jdbc-journal.class", TimedJournal.class.getName());
        values.put("pekko.persistence.snapshot-store.plugin", "jdbc-snapshot-store");
        for (String plugin : new String[] {"jdbc-journal", "jdbc-snapshot-store", "jdbc-read-journal"}) {
            values.put(plugin + ".use-shared-db", "slick");
        }
        values.put("jdbc-journal.parallelism", pool);
        values.put("jdbc-read-journal.refresh-interval", refresh);
        // A hole in the numbering is looked at as often as the journal is: nothing behind it shows before it is filled.
        values.put("jdbc-read-journal.journal-sequence-retrieval.query-delay", refresh);
        values.put("jdbc-read-journal.journal-sequence-retrieval.max-tries", gapPatience.dividedBy(refresh));
        values.put("pekko.projection.jdbc.dialect", dialect());
        values.put("pekko.projection.jdbc.blocking-jdbc-dispatcher.thread-pool-executor.fixed-pool-size", readPool);
        database().forEach((key, value) -> values.put("pekko-persistence-jdbc.shared-databases.slick." + key, value));
        return ConfigFactory.parseMap(values, "conclave.journal");
    }

    private Map<String, Object> database() {
        var values = new HashMap<String, Object>(Map.of(
                "profile",
                profile(),
                "db.url",
                jdbcUrl(),
                "db.user",
                user,
                "db.password",
                password,
                "db.driver",
                driver(),
                "db.numThreads",
                pool,
                "db.maxConnections",
                pool,
                "db.minConnections",
                1,
                "db.connectionTimeout",
                10_000));
        if (kind == JournalKind.POSTGRES) {
            bounded("conclave journal").forEach((key, value) -> values.put("db.properties." + key, value));
            values.put(
                    "db.properties.options",
                    "-c statement_timeout=" + transactionLimit.toMillis() + " " + noPauseInATransaction());
        }
        return values;
    }

    /**
     * A pool for everything that is not the journal: migrations, projections, read models, news. Close it last: an H2
     * file closes with its last connection.
     *
     * @throws IllegalStateException if the database cannot be reached
     */
    public HikariDataSource open() {
        return open("conclave read models", readPool);
    }

    /**
     * A pool for those who must not wait behind others, and whose statements may take long; parameters and errors as in
     * {@link #open()}.
     *
     * @param name how its connections are called on the server
     * @param size connections, 1 or more
     */
    public HikariDataSource open(String name, int size) {
        return open(name, size, named(name));
    }

    /**
     * The same for short statements that somebody waits for: a connection that is left without an answer for
     * {@link #socketTimeout()} is given up, and whatever was asked on it fails. Whether it was done, nobody knows.
     */
    public HikariDataSource openBounded(String name, int size) {
        return open(name, size, bounded(name));
    }

    private HikariDataSource open(String name, int size, Map<String, String> ofPostgres) {
        var pooled = new HikariConfig();
        pooled.setPoolName(name.replace(' ', '-'));
        pooled.setDriverClassName(driver());
        pooled.setJdbcUrl(jdbcUrl());
        pooled.setUsername(user);
        pooled.setPassword(password);
        pooled.setMaximumPoolSize(size);
        pooled.setMinimumIdle(1);
        pooled.setConnectionTimeout(10_000);
        if (kind == JournalKind.POSTGRES) {
            var properties = new Properties();
            ofPostgres.forEach(properties::setProperty);
            pooled.setDataSourceProperties(properties);
        }
        try {
            return new HikariDataSource(pooled);
        } catch (PoolInitializationException e) {
            throw new IllegalStateException(unreachable(e), e);
        }
    }

    /**
     * What a server is told of every connection that writes: one whose client stands still in a transaction for longer
     * than the limit is ended, so that a node that is frozen holds no lock that another waits for.
     */
    public String noPauseInATransaction() {
        return "-c idle_in_transaction_session_timeout=" + transactionLimit.toMillis();
    }

    /** What the driver of PostgreSQL is told of every connection: a machine that is gone without a word is noticed. */
    private Map<String, String> named(String name) {
        return Map.of(
                "ApplicationName",
                name,
                "options",
                noPauseInATransaction(),
                "connectTimeout",
                Long.toString(connectTimeout.toSeconds()),
                "tcpKeepAlive",
                "true");
    }

    private Map<String, String> bounded(String name) {
        var properties = new HashMap<>(named(name));
        properties.put("socketTimeout", Long.toString(socketTimeout.toSeconds()));
        return properties;
    }

    private String unreachable(PoolInitializationException e) {
        var root = e.getCause() == null ? e : e.getCause();
        return switch (kind) {
            case H2 ->
                "The journal at " + url
                        + " cannot be opened; if another Conclave uses it, stop that one or give this one"
                        + " another conclave.journal.url: " + root.getMessage();
            case POSTGRES ->
                "PostgreSQL does not answer at " + place() + " as user " + user + "; check conclave.journal: "
                        + root.getMessage();
        };
    }

    private String driver() {
        return switch (kind) {
            case H2 -> "org.h2.Driver";
            case POSTGRES -> "org.postgresql.Driver";
        };
    }

    private String profile() {
        return switch (kind) {
            case H2 -> "slick.jdbc.H2Profile$";
            case POSTGRES -> "slick.jdbc.PostgresProfile$";
        };
    }

    private String dialect() {
        return switch (kind) {
            case H2 -> "h2-dialect";
            case POSTGRES -> "postgres-dialect";
        };
    }

    @Override
    public String toString() {
        return "JournalConfig[" + kind + " at " + place() + " as " + user + "]";
    }
}
