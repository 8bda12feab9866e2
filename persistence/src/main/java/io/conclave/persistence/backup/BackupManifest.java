package io.conclave.persistence.backup;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a backup says of itself.
 *
 * @param format of the file; this Conclave writes and reads {@value #FORMAT}
 * @param schema version that the database had: it goes back to a Conclave that has the same
 * @param server version of PostgreSQL that it was taken from
 * @param place the database it was taken from, without a password
 * @param takenAt when it was begun, ISO-8601
 * @param bytes of the dump, 1 or more
 * @param sha256 of the dump, hexadecimal
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record BackupManifest(
        int format, String schema, String server, String place, String takenAt, long bytes, String sha256) {
    /** The one there is. */
    public static final int FORMAT = 1;
}
