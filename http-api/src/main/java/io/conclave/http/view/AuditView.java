package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/**
 * A call of the audit trail in its place; in JSON its fields stand beside the place.
 *
 * @param seq from 1, without a gap
 */
public record AuditView(long seq, @JsonUnwrapped Call call) {
    /**
     * One call that changed something, or was refused.
     *
     * @param requestId as the answer's {@code X-Request-Id} said
     * @param actor a key's id, a user of the machine, or {@code anonymous}
     * @param role the actor's; empty if it has none
     * @param action {@code POST /v1/orders}
     * @param target what it was done to
     * @param origin an address, or {@code command line}
     * @param status of HTTP; 0 on the command line
     * @param code {@code done}, {@code repeated}, or why it was refused
     */
    public record Call(
            String requestId,
            Instant at,
            String actor,
            String role,
            String action,
            String target,
            String origin,
            int status,
            String code) {}
}
