package planted.databases.app;

import java.sql.Connection;

/** SQL outside persistence. */
public record Querying(Connection connection) {}
