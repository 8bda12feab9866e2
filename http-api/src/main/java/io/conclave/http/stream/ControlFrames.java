package io.conclave.http.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.http.view.DecisionSummary;
import java.time.Instant;
import java.util.Optional;

/** What the stream says beside the book. */
final class ControlFrames {
    private ControlFrames() {}

    /** @param symbol of the book that {@code seq} counts; absent if no book is followed */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Heartbeat(String type, Optional<String> symbol, long seq, Instant ts) {
        static Heartbeat of(Optional<String> symbol, long seq, Instant at) {
            return new Heartbeat("heartbeat", symbol, seq, at);
        }
    }

    /** A message of the client that could not be followed; the connection stays. */
    record Refused(String type, String code, String message) {
        static Refused of(String code, String message) {
            return new Refused("error", code, message);
        }
    }

    /** Something was lost on our side: subscribe again for a fresh start. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Resync(String type, String channel, Optional<String> symbol, String reason) {
        static Resync of(String channel, Optional<String> symbol, String reason) {
            return new Resync("resync", channel, symbol, reason);
        }
    }

    /** Answers a request that has no snapshot to answer it. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Acknowledged(String type, String channel, Optional<String> symbol) {}

    record DecisionTaken(String type, String channel, DecisionSummary decision) {
        static DecisionTaken of(DecisionSummary decision) {
            return new DecisionTaken("update", "decisions", decision);
        }
    }
}
