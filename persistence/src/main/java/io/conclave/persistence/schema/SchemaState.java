package io.conclave.persistence.schema;

import java.util.Optional;

/**
 * How far a database's schema has come.
 *
 * @param present the newest version it has; empty for a database without our tables
 * @param newest the version that this program brings
 * @param pending how many migrations it lacks
 * @param beyond the newest version it has that this program does not know; empty if there is none
 */
public record SchemaState(Optional<String> present, String newest, int pending, Optional<String> beyond) {
    public boolean isNewest() {
        return pending == 0 && beyond.isEmpty();
    }
}
