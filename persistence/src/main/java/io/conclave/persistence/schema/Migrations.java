package io.conclave.persistence.schema;

import io.conclave.persistence.journal.JournalKind;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings a database to the schema that this version needs; a database that has it is left alone.
 *
 * <p>One set of migrations serves H2 and PostgreSQL. A released one is never edited: Flyway keeps its checksum in the
 * database and refuses to start when it differs.
 */
public final class Migrations {
    private static final String HOME = "classpath:io/conclave/persistence/schema/";

    private Migrations() {}

    /** Safe to be called by several nodes at once: one migrates, the others wait. */
    public static void migrate(DataSource database, JournalKind kind) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .locations(HOME + "common", HOME + dialect(kind))
                .placeholders(Map.of("bytes", bytes(kind)))
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load()
                .migrate();
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
