package io.conclave.persistence.keys;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the table of keys is. */
interface Connections {
    /** Whether there is a table; without one there is no key. */
    boolean isThere();

    /** @return closed by whoever asked */
    Connection open() throws SQLException;
}
