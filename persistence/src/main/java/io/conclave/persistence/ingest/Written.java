package io.conclave.persistence.ingest;

/**
 * What a writer did since it was started.
 *
 * @param added rows that were new
 * @param known rows that were there already
 * @param refused rows that the database does not take
 * @param groups transactions committed
 * @param retries transactions that failed because of the database and were tried again
 */
public record Written(long added, long known, long refused, long groups, long retries) {}
