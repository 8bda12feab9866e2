package io.conclave.persistence.schema;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateOutput;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema that this version needs; a database that has it is left alone.
 *
 * <p>One set of migrations serves H2 and PostgreSQL. A released one is never edited: Flyway keeps its checksum in the
 * database and refuses to start when it differs.
 */
public final class Migrations {
    private static final String HOME = "classpath:io/conclave/persistence/schema/";

    private Migrations() {}

    /**
     * Safe to be called by several nodes at once: one migrates, the others wait.
     *
     * @throws UnfitDatabaseException if the schema is newer than this program, was edited by hand, or may not be changed by
     *     this user; nothing is changed then
     */
    public static Applied migrate(DataSource database, JournalKind kind) {
        var flyway = configured(kind).dataSource(database).load();
        try {
            refuseNewer(state(flyway));
            var result = flyway.migrate();
            return new Applied(
                    state(flyway).present().orElse("none"),
                    result.migrations.stream().map(Migrations::step).toList());
        } catch (FlywayException e) {
            throw new UnfitDatabaseException("The schema cannot be brought to this version: " + innermost(e), e);
        }
    }

    /** As the journal's user sees it; reads only. */
    public static SchemaState state(JournalConfig journal) {
        try {
            return state(configured(journal.kind())
                    .dataSource(journal.jdbcUrl(), journal.user(), journal.password())
                    .load());
        } catch (FlywayException e) {
            throw new UnfitDatabaseException(
                    "The version of the schema at " + journal.place() + " cannot be read by user " + journal.user()
                            + ": " + innermost(e) + "; grant it what ./conclave migrate --roles grants to conclave_app",
                    e);
        }
    }

    /** @throws UnfitDatabaseException if the database has versions that this program does not know */
    public static void refuseNewer(SchemaState state) {
        state.beyond().ifPresent(version -> {
            throw new UnfitDatabaseException("The database has schema version " + version + ", and this Conclave knows "
                    + state.newest() + " at most: run the newer Conclave that made it, or point conclave.journal at"
                    + " another database");
        });
    }

    private static SchemaState state(Flyway flyway) {
        var info = flyway.info();
        var present = Arrays.stream(info.applied())
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null)
                .max(MigrationVersion::compareTo);
        var newest = Arrays.stream(info.all())
                .filter(migration -> migration.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null)
                .max(MigrationVersion::compareTo)
                .orElseThrow(() -> new IllegalStateException("This program was built without its migrations"));
        return new SchemaState(
                present.map(MigrationVersion::getVersion),
                newest.getVersion(),
                info.pending().length,
                present.filter(version -> version.compareTo(newest) > 0).map(MigrationVersion::getVersion));
    }

    private static Applied.Step step(MigrateOutput output) {
        return new Applied.Step(orEmpty(output.version), orEmpty(output.description), output.executionTime);
    }

    private static String orEmpty(@Nullable String text) {
        return Optional.ofNullable(text).orElse("");
    }

    private static FluentConfiguration configured(JournalKind kind) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .locations(HOME + "common", HOME + dialect(kind))
                .placeholders(Map.of("bytes", bytes(kind)))
                .validateMigrationNaming(true)
                .cleanDisabled(true);
    }

    /** The server's own words, on one line. */
    private static String innermost(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\n\\s*", " ");
    }

    private static String dialect(JournalKind kind) {
        return switch (kind) {
            case H2 -> "h2";
            case POSTGRES -> "postgres";
        };
    }

    private static String bytes(JournalKind kind) {
        return switch (kind) {
            case H2 -> "BLOB";
            case POSTGRES -> "BYTEA";
        };
    }
}
