package io.conclave.persistence.schema;

import java.util.List;

/**
 * What a migration did.
 *
 * @param schema the version that the database has now
 * @param steps in the order they were taken; empty if the schema was the newest
 */
public record Applied(String schema, List<Step> steps) {
    /**
     * @param version empty for one that is repeated when it changes
     * @param millis how long it took
     */
    public record Step(String version, String description, int millis) {}

    public Applied {
        steps = List.copyOf(steps);
    }
}
