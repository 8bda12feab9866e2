package io.conclave.persistence.audit;

/**
 * One call that changed something, or was refused.
 *
 * @param id of the request; written again under the same id, an entry stands once
 * @param atNanos when it was answered, UTC epoch nanoseconds, wall clock
 * @param actor a key's id, a user of the machine, or {@code anonymous}
 * @param role the actor's; empty if it has none
 * @param action {@code POST /v1/orders}, {@code keys create}
 * @param target what it was done to
 * @param origin where it came from: an address, or {@code command line}
 * @param status of HTTP; 0 on the command line
 * @param code {@code done}, or why it was refused
 */
public record AuditEntry(
        String id,
        long atNanos,
        String actor,
        String role,
        String action,
        String target,
        String origin,
        int status,
        String code) {}
