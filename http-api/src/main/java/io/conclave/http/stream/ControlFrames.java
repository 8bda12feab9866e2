package io.conclave.http.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.OrderUpdate;
import io.conclave.http.view.TradeView;
import java.time.Instant;
import java.util.List;
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
        static Resync of(Topic topic, String reason) {
            return new Resync("resync", topic.channelName(), topic.symbolName(), reason);
        }
    }

    /** Answers a request that has no snapshot to answer it. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Acknowledged(String type, String channel, Optional<String> symbol) {
        static Acknowledged of(String type, Topic topic) {
            return new Acknowledged(type, topic.channelName(), topic.symbolName());
        }
    }

    record DecisionTaken(String type, String channel, DecisionSummary decision) {
        static DecisionTaken of(DecisionSummary decision) {
            return new DecisionTaken("update", "decisions", decision);
        }
    }

    record OrderMoved(String type, String channel, OrderUpdate order) {
        static OrderMoved of(OrderUpdate order) {
            return new OrderMoved("update", "orders", order);
        }
    }

    record Traded(String type, String channel, String symbol, List<TradeView> trades) {
        static Traded of(Symbol symbol, List<TradeView> trades) {
            return new Traded("update", "trades", symbol.name(), trades);
        }
    }
}
