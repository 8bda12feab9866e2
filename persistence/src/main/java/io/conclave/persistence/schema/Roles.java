package io.conclave.persistence.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The roles of a PostgreSQL server, by what each is for: {@code conclave_owner} changes the schema, {@code conclave_app}
 * reads and writes rows, {@code conclave_read} reads.
 *
 * <p>What each may do stands in one file, {@code afterMigrateApplied__roles.sql}, which also runs after every migration.
 * Roles belong to the whole server, not to one database.
 */
public final class Roles {
    private static final List<String> ALL = List.of("conclave_owner", "conclave_app", "conclave_read");
    private static final String GRANTS = "postgres/afterMigrateApplied__roles.sql";
    private static final String NOT_PERMITTED = "42501";

    private Roles() {}

    /**
     * Makes the roles that are missing, without the right to log in, and grants to all what is theirs.
     *
     * @return the names of those that were made
     * @throws UnfitDatabaseException if the user may not make roles; nothing is changed then
     */
    public static List<String> make(DataSource database) {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            var made = new ArrayList<String>();
            for (String role : missing(connection)) {
                try (var statement = connection.createStatement()) {
                    statement.execute("CREATE ROLE " + role + " NOLOGIN");
                }
                made.add(role);
            }
            try (var statement = connection.createStatement()) {
                statement.execute(grants());
            }
            connection.commit();
            return made;
        } catch (SQLException e) {
            throw new UnfitDatabaseException(
                    NOT_PERMITTED.equals(e.getSQLState())
                            ? "The user of the journal may not make roles: set conclave.journal.owner to one who may,"
                                    + " or have a superuser CREATE ROLE " + String.join(", ", ALL)
                            : "The roles could not be made: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Grants to those roles that are there what is theirs; where there are none, nothing.
     *
     * @throws UnfitDatabaseException if the user may not
     */
    public static void grant(DataSource database) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(grants());
        } catch (SQLException e) {
            throw new UnfitDatabaseException("The roles' rights could not be granted: " + e.getMessage(), e);
        }
    }

    /** Those of the three that the server does not have. */
    public static List<String> missing(Connection connection) throws SQLException {
        var missing = new ArrayList<>(ALL);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT rolname FROM pg_roles")) {
            while (rows.next()) {
                missing.remove(rows.getString(1));
            }
        }
        return missing;
    }

    private static String grants() {
        try (var file = Roles.class.getResourceAsStream(GRANTS)) {
            if (file == null) {
                throw new IllegalStateException("This program was built without " + GRANTS);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
