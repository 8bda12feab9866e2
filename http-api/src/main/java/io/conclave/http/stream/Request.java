package io.conclave.http.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.domain.market.Symbol;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a client of the stream may ask, read from its JSON. */
sealed interface Request {
    /** @param depth levels a side, for a book */
    record Subscribe(Topic topic, int depth) implements Request {}

    record Unsubscribe(Topic topic) implements Request {}

    /** Not something we can follow, and why. */
    record Bad(String code, String message) implements Request {}

    int MAX_DEPTH = 1_000;
    int USUAL_DEPTH = 25;

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
        var channel = channel(message.path("channel").asText());
        if (channel.isEmpty()) {
            return new Bad("unknown_channel", "channel must be one of " + channelNames() + ".");
        }
        var depth = message.path("depth");
        if (!depth.isMissingNode() && !(depth.isInt() && depth.asInt() >= 1 && depth.asInt() <= MAX_DEPTH)) {
            return new Bad("bad_depth", "depth must be a whole number in 1 to " + MAX_DEPTH + ".");
        }
        try {
            var topic = topic(channel.get(), message.path("symbol").asText());
            return op.equals("subscribe") ? new Subscribe(topic, depth.asInt(USUAL_DEPTH)) : new Unsubscribe(topic);
        } catch (IllegalArgumentException e) {
            return new Bad("bad_symbol", String.valueOf(e.getMessage()));
        }
    }

    private static Topic topic(Topic.Channel channel, String symbol) {
        return new Topic(channel, channel.isBySymbol() ? Optional.of(new Symbol(symbol)) : Optional.empty());
    }

    private static Optional<Topic.Channel> channel(String name) {
        return Stream.of(Topic.Channel.values())
                .filter(channel -> channel.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    private static String channelNames() {
        return Stream.of(Topic.Channel.values())
                .map(channel -> channel.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
