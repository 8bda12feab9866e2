package io.conclave.persistence.backup;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.preflight.Preflight;
import io.conclave.persistence.schema.Roles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Puts a {@link Backup} back: all of it, in one transaction with the emptying, or nothing.
 *
 * <p>Into a database that has no tables, unless told to empty it first; and never while a node is connected. What ran on from the
 * moment of the backup is not in it: a broker is asked about that when the run is taken up again.
 */
public final class Restore {
    /** Ours, and what others put there; not what belongs to an extension. */
    private static final String TABLES = "SELECT count(*) FROM pg_class c WHERE c.relnamespace ="
            + " current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT EXISTS (SELECT FROM pg_depend d"
            + " WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

    private static final String OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND pid <> pg_backend_pid() AND application_name LIKE 'conclave %'";

    private static final String EMPTY = """
            DO $empty$
            DECLARE
                item record;
            BEGIN
                FOR item IN
                    SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind
                    FROM pg_class c
                    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
                      AND NOT c.relispartition
                      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                      AND d.deptype = 'e')
                LOOP
                    EXECUTE format('DROP %s IF EXISTS %I CASCADE', item.kind, item.relname);
                END LOOP;
                FOR item IN
                    SELECT c.relname FROM pg_class c
                    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S'
                LOOP
                    EXECUTE format('DROP SEQUENCE IF EXISTS %I CASCADE', item.relname);
                END LOOP;
                FOR item IN
                    SELECT p.oid::regprocedure AS signature FROM pg_proc p
                    WHERE p.pronamespace = current_schema()::regnamespace
                      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                      AND d.deptype = 'e')
                LOOP
                    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', item.signature);
                END LOOP;
            END
            $empty$""";

    private Restore() {}

    /**
     * Puts it back.
     *
     * @param journal on PostgreSQL
     * @param replace whether a database that is not empty is emptied first
     * @return what the file says of itself
     * @throws NotEmptyException if the database has tables and need not be emptied, or a node is connected
     * @throws BackupException if the file is damaged, or of another schema version, or one of PostgreSQL's programs fails
     * @throws io.conclave.persistence.schema.UnfitDatabaseException if the server does not let us in
     */
    public static BackupManifest read(JournalConfig journal, Path file, boolean replace, InstantSource clock) {
        try (var backup = BackupFile.open(file)) {
            var facts = Preflight.look(journal, clock);
            refuseOtherSchema(file, backup.manifest(), facts.schema().newest());
            try (var owner = journal.asOwner().open("conclave backup", 1)) {
                boolean full = isFull(owner, journal, replace);
                new PostgresClient(journal)
                        .pipe(
                                List.of("pg_restore", "--file=-", "--no-owner", "--no-privileges"),
                                input -> {
                                    try (var dump = backup.dump()) {
                                        dump.transferTo(input);
                                    }
                                },
                                full ? psql("--command=" + EMPTY) : psql());
                Roles.grant(owner);
            }
            return backup.manifest();
        } catch (IOException e) {
            throw new BackupException("The backup " + file + " cannot be read: " + e, e);
        }
    }

    /** @param first what is done before the dump, in the same transaction */
    private static List<String> psql(String... first) {
        var command = new ArrayList<>(
                List.of("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"));
        command.addAll(List.of(first));
        command.add("--file=-");
        return command;
    }

    private static void refuseOtherSchema(Path file, BackupManifest manifest, String ours) {
        if (!manifest.schema().equals(ours)) {
            throw new BackupException("The backup " + file + " has schema version " + manifest.schema()
                    + ", and this Conclave has " + ours + ": put it back with the Conclave that took it, then let"
                    + " ./conclave migrate of the newer one bring it on");
        }
    }

    /** Whether there is something in it, which is to go. */
    private static boolean isFull(DataSource owner, JournalConfig journal, boolean replace) {
        try (var connection = owner.getConnection()) {
            long others = count(connection, OTHERS);
            if (others > 0) {
                throw new NotEmptyException("Conclave is connected to " + journal.place() + " (" + others
                        + " connections): stop every node first");
            }
            long tables = count(connection, TABLES);
            if (tables > 0 && !replace) {
                throw new NotEmptyException("The database at " + journal.place() + " is not empty (" + tables
                        + " tables): name an empty one in conclave.journal.url, or say --replace, which deletes all"
                        + " that is in it");
            }
            return tables > 0;
        } catch (SQLException e) {
            throw new BackupException("The database at " + journal.place() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static long count(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
