package io.conclave.persistence.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields of one item: reads each as what it must be, and says which one is not. Unknown fields are passed over, so that
 * others may add theirs.
 */
final class Fields {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final long A_SECOND = 1_000_000_000L;

    private final String what;
    private final JsonNode fields;

    private Fields(String what, JsonNode fields) {
        this.what = what;
        this.fields = fields;
    }

    /**
     * @param what names the item in complaints: {@code bars item 17}
     * @throws BadItemException if the body is no JSON object
     */
    static Fields of(String what, String body) {
        try {
            var parsed = JSON.readTree(body);
            if (parsed == null || !parsed.isObject()) {
                throw new BadItemException("The " + what + " is no JSON object");
            }
            return new Fields(what, parsed);
        } catch (JsonProcessingException e) {
            throw new BadItemException("The " + what + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** ISO-8601 in UTC, to the nanosecond. */
    static String moment(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, A_SECOND), Math.floorMod(nanos, A_SECOND))
                .toString();
    }

    boolean has(String name) {
        return fields.hasNonNull(name);
    }

    boolean isTrue(String name) {
        return fields.path(name).isBoolean() && fields.path(name).booleanValue();
    }

    String text(String name) {
        return found(name, JsonNode::isTextual, "a text").textValue();
    }

    String textOr(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    int count(String name) {
        var node = found(name, JsonNode::canConvertToInt, "a whole number");
        if (!node.isIntegralNumber() || node.intValue() < 0) {
            throw bad(name, "must be 0 or more");
        }
        return node.intValue();
    }

    Symbol symbol(String name) {
        return parsed(name, Symbol::new);
    }

    Price price(String name) {
        var price = parsed(name, Price::of);
        if (price.e8() <= 0) {
            throw bad(name, "must be positive");
        }
        return price;
    }

    Quantity quantity(String name) {
        return parsed(name, Quantity::of);
    }

    long nanos(String name) {
        return parsed(name, text -> {
            var at = Instant.parse(text);
            return Math.addExact(Math.multiplyExact(at.getEpochSecond(), A_SECOND), at.getNano());
        });
    }

    Optional<Long> nanosIfGiven(String name) {
        return has(name) ? Optional.of(nanos(name)) : Optional.empty();
    }

    List<String> texts(String name) {
        if (!has(name)) {
            return List.of();
        }
        var list = new ArrayList<String>();
        for (JsonNode each : found(name, JsonNode::isArray, "a list")) {
            if (!each.isTextual()) {
                throw bad(name, "must hold texts");
            }
            list.add(each.textValue());
        }
        return list;
    }

    /** The objects in a list. */
    List<Fields> objects(String name) {
        var list = new ArrayList<Fields>();
        for (JsonNode each : found(name, JsonNode::isArray, "a list")) {
            if (!each.isObject()) {
                throw bad(name, "must hold objects");
            }
            list.add(new Fields(what, each));
        }
        return list;
    }

    BadItemException bad(String name, String sentence) {
        return new BadItemException("In the " + what + ", \"" + name + "\" " + sentence);
    }

    private JsonNode found(String name, java.util.function.Predicate<JsonNode> kind, String expected) {
        var node = fields.path(name);
        if (!kind.test(node)) {
            throw bad(name, node.isMissingNode() ? "is missing" : "must be " + expected);
        }
        return node;
    }

    private <T> T parsed(String name, Function<String, T> parse) {
        var text = text(name);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw bad(name, "cannot be read: " + e.getMessage());
        }
    }
}
