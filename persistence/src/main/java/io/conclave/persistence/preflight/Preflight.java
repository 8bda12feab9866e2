package io.conclave.persistence.preflight;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.preflight.ServerFacts.Vector;
import io.conclave.persistence.schema.Migrations;
import io.conclave.persistence.schema.Roles;
import io.conclave.persistence.schema.UnfitDatabaseException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the journal's PostgreSQL server before anybody writes to it.
 *
 * <p>Reads only. A server that is not fit is refused with one {@link UnfitDatabaseException}, in the order a person would
 * put things right.
 */
public final class Preflight {
    /** Below this some of what the schema needs is not there. */
    public static final int OLDEST_SERVER = 15;

    /** From here on the order of events in the journal and on the tape would contradict each other. */
    public static final Duration WORST_SKEW = Duration.ofSeconds(60);

    /** From here on somebody should look at the clocks. */
    public static final Duration NOTABLE_SKEW = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
    private static final int CONNECT_SECONDS = 10;

    /** Kept, or its level would be forgotten: the driver complains of an address in its own words, on stderr, before us. */
    private static final java.util.logging.Logger DRIVER = java.util.logging.Logger.getLogger("org.postgresql");

    static {
        DRIVER.setLevel(java.util.logging.Level.OFF);
    }

    private Preflight() {}

    /**
     * Whether all can be written that will have to be written, the schema's own changes included.
     *
     * @throws UnfitDatabaseException if it cannot, with the sentence that says why
     */
    public static ServerFacts check(JournalConfig journal, InstantSource clock) {
        var facts = look(journal, clock);
        refusal(facts, journal).ifPresent(sentence -> {
            throw new UnfitDatabaseException(sentence);
        });
        if (facts.clockAhead().abs().compareTo(NOTABLE_SKEW) >= 0) {
            LOG.warn("The clock of PostgreSQL at {} is {}: see to the clocks", journal.place(), skew(facts));
        }
        return facts;
    }

    /**
     * Whatever there is to see.
     *
     * @throws UnfitDatabaseException if the server does not let us in, or its schema cannot be read
     */
    public static ServerFacts look(JournalConfig journal, InstantSource clock) {
        if (journal.kind() != JournalKind.POSTGRES) {
            throw new IllegalArgumentException("Only a PostgreSQL server can be looked at, not " + journal);
        }
        try (var connection = connect(journal)) {
            var migrator = journal.asOwner();
            if (migrator.user().equals(journal.user())) {
                return facts(connection, connection, journal, clock);
            }
            try (var owner = connect(migrator)) {
                return facts(connection, owner, journal, clock);
            } catch (SQLException e) {
                throw Refusals.of(e, migrator);
            }
        } catch (SQLException e) {
            throw Refusals.of(e, journal);
        }
    }

    /** What is wrong with it, worst first; empty if it is fit. */
    public static Optional<String> refusal(ServerFacts facts, JournalConfig journal) {
        var at = "PostgreSQL at " + journal.place() + " ";
        if (facts.major() < OLDEST_SERVER) {
            return Optional.of(at + "is version " + facts.version() + ", and Conclave needs " + OLDEST_SERVER
                    + " or newer: upgrade it, or use another");
        }
        if (facts.readOnly()) {
            return Optional.of(
                    at + "takes no writes: it is a standby or set read-only; point conclave.journal.url at the"
                            + " primary");
        }
        if (facts.clockAhead().abs().compareTo(WORST_SKEW) >= 0) {
            return Optional.of("The clock of PostgreSQL at " + journal.place() + " is " + skew(facts)
                    + ": set both clocks, and keep them set (chrony or systemd-timesyncd do)");
        }
        if (facts.schema().beyond().isPresent()) {
            return Optional.of(
                    at + "has schema version " + facts.schema().beyond().get() + ", and this Conclave knows "
                            + facts.schema().newest()
                            + " at most: run the newer Conclave that made it, or use another database");
        }
        if (facts.vector() == Vector.ABSENT) {
            return Optional.of(at + "has no extension pgvector: install it there (docker/pgvector.sh builds it on"
                    + " Debian), then try again");
        }
        if (facts.schema().isNewest()) {
            return Optional.empty();
        }
        if (!facts.mayChangeSchema()) {
            return Optional.of(at + "has schema version "
                    + facts.schema().present().orElse("none") + " of "
                    + facts.schema().newest() + ", and user "
                    + journal.asOwner().user()
                    + " may not change it: set conclave.journal.owner to who may, or have them run ./conclave migrate");
        }
        return facts.vector() == Vector.NOT_PERMITTED
                ? Optional.of(at + "does not permit user "
                        + journal.asOwner().user()
                        + " to put pgvector into this database: have a superuser run CREATE EXTENSION vector in it")
                : Optional.empty();
    }

    /** Says how far the clocks are apart, for people: {@code 300 s ahead of ours}. */
    public static String skew(ServerFacts facts) {
        var ahead = facts.clockAhead();
        return "%.1f s %s ours".formatted(ahead.abs().toMillis() / 1e3, ahead.isNegative() ? "behind" : "ahead of");
    }

    private static Connection connect(JournalConfig journal) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", journal.user());
        properties.setProperty("password", journal.password());
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(3 * CONNECT_SECONDS));
        properties.setProperty("ApplicationName", "conclave preflight");
        var connection = driver(journal.url()).connect(journal.url(), properties);
        if (connection == null) {
            throw Refusals.badUrl(journal.url());
        }
        return connection;
    }

    /** PostgreSQL's, if it can make sense of this URL. */
    private static Driver driver(String url) {
        try {
            if (url.startsWith("jdbc:postgresql:")) {
                return DriverManager.getDriver(url);
            }
        } catch (SQLException e) {
            throw Refusals.badUrl(url, e);
        }
        throw Refusals.badUrl(url);
    }

    private static ServerFacts facts(
            Connection connection, Connection migrator, JournalConfig journal, InstantSource clock)
            throws SQLException {
        var metadata = connection.getMetaData();
        return new ServerFacts(
                metadata.getDatabaseProductVersion().replaceFirst(" .*", ""),
                metadata.getDatabaseMajorVersion(),
                is(connection, "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean"),
                clockAhead(connection, clock),
                vector(migrator),
                Migrations.state(journal),
                Roles.missing(connection),
                is(migrator, "SELECT has_schema_privilege(current_schema(), 'CREATE')"));
    }

    /** The middle of the question and its answer is the moment at which the server looked at its clock. */
    private static Duration clockAhead(Connection connection, InstantSource clock) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT clock_timestamp()")) {
            Instant asked = clock.instant();
            try (var row = statement.executeQuery()) {
                Instant answered = clock.instant();
                row.next();
                var theirs = row.getObject(1, OffsetDateTime.class).toInstant();
                return Duration.between(
                        asked.plus(Duration.between(asked, answered).dividedBy(2)), theirs);
            }
        }
    }

    private static Vector vector(Connection migrator) throws SQLException {
        if (is(migrator, "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')")) {
            return Vector.THERE;
        }
        if (!is(migrator, "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')")) {
            return Vector.ABSENT;
        }
        // A trusted extension may be installed by whoever may make objects in the database.
        return is(
                        migrator,
                        "SELECT rolsuper OR EXISTS (SELECT FROM pg_available_extension_versions v"
                                + " WHERE v.name = 'vector' AND v.trusted"
                                + " AND has_database_privilege(current_database(), 'CREATE'))"
                                + " FROM pg_roles WHERE rolname = current_user")
                ? Vector.INSTALLABLE
                : Vector.NOT_PERMITTED;
    }

    private static boolean is(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
