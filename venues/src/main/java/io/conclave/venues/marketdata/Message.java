package io.conclave.venues.marketdata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A venue's JSON, read strictly: decimals exactly, whether written as texts or as numbers. Every getter throws
 * {@link UnreadableMessage} for what is missing or of another kind.
 */
public final class Message {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;

    private Message(JsonNode node) {
        this.node = node;
    }

    public static Message read(String text) {
        var node = parse(text);
        if (!node.isObject()) {
            throw new UnreadableMessage("A message is no JSON object: " + start(text));
        }
        return new Message(node);
    }

    /** The elements of a message that is an array; none of one that is an object. */
    public static List<Message> readArray(String text) {
        var node = parse(text);
        if (!node.isContainerNode()) {
            throw new UnreadableMessage("A message is neither a JSON array nor an object: " + start(text));
        }
        return node.isArray() ? elements(node).map(Message::new).toList() : List.of();
    }

    public boolean has(String name) {
        return node.has(name);
    }

    /** Whether this is that text, and nothing else. */
    public boolean is(String text) {
        return node.isTextual() && node.asText().equals(text);
    }

    public boolean startsWith(String text) {
        return node.isTextual() && node.asText().startsWith(text);
    }

    public Message part(String name) {
        return new Message(field(name));
    }

    /** The elements of an array. */
    public Stream<Message> parts(String name) {
        return elements(field(name)).map(Message::new);
    }

    /** A text; a number as its digits. */
    public String text(String name) {
        var value = field(name);
        if (!value.isTextual() && !value.isNumber()) {
            throw new UnreadableMessage("\"" + name + "\" is no text: " + start(value.toString()));
        }
        return value.asText();
    }

    /** Empty where there is no text of that name. */
    public Optional<String> textIfAny(String name) {
        return Optional.ofNullable(node.get(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    public long whole(String name) {
        var value = field(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new UnreadableMessage("\"" + name + "\" is no whole number: " + start(value.toString()));
        }
        return value.longValue();
    }

    public Price price(String name) {
        return new Price(priceE8(field(name)));
    }

    public Quantity quantity(String name) {
        return new Quantity(quantityE8(field(name)));
    }

    /** An instant like {@code 2021-04-17T16:43:37.075687Z}, as epoch nanoseconds. */
    public long nanos(String name) {
        try {
            var at = Instant.parse(text(name));
            return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnreadableMessage("\"" + name + "\" is no moment: " + start(text(name)), e);
        }
    }

    /** Epoch milliseconds, as epoch nanoseconds. */
    public long millisAsNanos(String name) {
        try {
            return Math.multiplyExact(whole(name), 1_000_000L);
        } catch (ArithmeticException e) {
            throw new UnreadableMessage("\"" + name + "\" is no moment: " + text(name), e);
        }
    }

    /** Writes an array of {@code [price, quantity]} to that side of a book. */
    public void writePairs(String name, Side side, L2Book book) {
        elements(field(name)).forEach(pair -> {
            if (pair.size() < 2) {
                throw new UnreadableMessage("A level of \"" + name + "\" is no pair: " + start(pair.toString()));
            }
            book.set(side, priceE8(pair.get(0)), quantityE8(pair.get(1)));
        });
    }

    /** Writes an array of {@code [side, price, quantity]}, the side told as {@code buy} or {@code sell}. */
    public void writeChanges(String name, L2Book book) {
        elements(field(name)).forEach(change -> {
            if (change.size() < 3) {
                throw new UnreadableMessage("A change of \"" + name + "\" is no triple: " + start(change.toString()));
            }
            var side = switch (change.get(0).asText()) {
                case "buy" -> Side.BUY;
                case "sell" -> Side.SELL;
                default -> throw new UnreadableMessage("A change has no side: " + start(change.toString()));
            };
            book.set(side, priceE8(change.get(1)), quantityE8(change.get(2)));
        });
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnreadableMessage("A message is no JSON: " + start(text), e);
        }
    }

    private JsonNode field(String name) {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            throw new UnreadableMessage("A message has no \"" + name + "\": " + start(node.toString()));
        }
        return value;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        if (!array.isArray()) {
            throw new UnreadableMessage("This is no array: " + start(array.toString()));
        }
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static long priceE8(JsonNode value) {
        long e8 = e8(value);
        if (e8 <= 0) {
            throw new UnreadableMessage("A price is not positive: " + value);
        }
        return e8;
    }

    private static long quantityE8(JsonNode value) {
        long e8 = e8(value);
        if (e8 < 0) {
            throw new UnreadableMessage("A quantity is negative: " + value);
        }
        return e8;
    }

    private static long e8(JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            throw new UnreadableMessage("This is no decimal: " + start(value.toString()));
        }
        try {
            return E8.parse(value.asText());
        } catch (NumberFormatException | ArithmeticException e) {
            throw new UnreadableMessage("This does not fit eight decimals in 64 bits: " + start(value.toString()), e);
        }
    }

    private static String start(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }
}
