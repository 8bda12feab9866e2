package io.conclave.http.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.domain.market.Symbol;

/** What a client of the stream may ask, read from its JSON. */
sealed interface Request {
    record Book(boolean subscribe, Symbol symbol, int depth) implements Request {}

    record Decisions(boolean subscribe) implements Request {}

    record Heartbeat(boolean subscribe) implements Request {}

    /** Not something we can follow, and why. */
    record Bad(String code, String message) implements Request {}

    int MAX_DEPTH = 1_000;

    static Request read(String text, ObjectMapper json) {
        JsonNode message;
        try {
            message = json.readTree(text);
        } catch (JsonProcessingException e) {
            return new Bad("bad_json", "The message is no JSON.");
        }
        if (message == null || !message.isObject()) {
            return new Bad("bad_json", "The message must be one JSON object.");
        }
        var op = message.path("op").asText();
        if (!op.equals("subscribe") && !op.equals("unsubscribe")) {
            return new Bad("unknown_op", "op must be subscribe or unsubscribe.");
        }
        boolean subscribe = op.equals("subscribe");
        return switch (message.path("channel").asText()) {
            case "book" -> book(subscribe, message);
            case "decisions" -> new Decisions(subscribe);
            case "heartbeat" -> new Heartbeat(subscribe);
            default -> new Bad("unknown_channel", "channel must be book, decisions or heartbeat.");
        };
    }

    private static Request book(boolean subscribe, JsonNode message) {
        var depth = message.path("depth");
        if (!depth.isMissingNode() && !(depth.isInt() && depth.asInt() >= 1 && depth.asInt() <= MAX_DEPTH)) {
            return new Bad("bad_depth", "depth must be a whole number in 1 to " + MAX_DEPTH + ".");
        }
        try {
            return new Book(subscribe, new Symbol(message.path("symbol").asText()), depth.asInt(25));
        } catch (IllegalArgumentException e) {
            return new Bad("bad_symbol", String.valueOf(e.getMessage()));
        }
    }
}
