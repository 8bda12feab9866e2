package io.conclave.http.security;

import java.util.Optional;

/**
 * By what somebody was let in, to be looked at again while they stay.
 *
 * @param id of the key, also of one that a session began with
 * @param token of the session; absent without one
 */
record Proof(Caller.Means means, String id, Optional<String> token) {
    @Override
    public String toString() {
        return "Proof[" + means + " " + id + "]";
    }
}
