package io.conclave.persistence.preflight;

import io.conclave.persistence.schema.SchemaState;
import java.time.Duration;
import java.util.List;

/**
 * What a look at a PostgreSQL server found; nothing was changed.
 *
 * @param version as the server says it: {@code 15.20}
 * @param major the number before the point
 * @param readOnly whether it takes no writes: a standby, or one that was set so
 * @param clockAhead how far its clock is ahead of ours, negative for behind; right to half a round trip
 * @param vector whether the extension pgvector is in this database, or could be put there
 * @param missingRoles those of our three roles that the server does not have
 * @param mayChangeSchema whether whoever migrates (the owner, where one is set) may make tables here
 */
public record ServerFacts(
        String version,
        int major,
        boolean readOnly,
        Duration clockAhead,
        Vector vector,
        SchemaState schema,
        List<String> missingRoles,
        boolean mayChangeSchema) {

    /** How it stands with pgvector, from best to worst. */
    public enum Vector {
        /** It is in this database. */
        THERE,
        /** The server has it, and whoever migrates may put it into this database. */
        INSTALLABLE,
        /** The server has it, and only a superuser may put it into this database. */
        NOT_PERMITTED,
        /** The server does not have it. */
        ABSENT
    }

    public ServerFacts {
        missingRoles = List.copyOf(missingRoles);
    }
}
