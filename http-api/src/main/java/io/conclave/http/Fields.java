package io.conclave.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The fields of a body, none of which is unknown: what cannot be read is answered with its name. */
final class Fields {
    private final JsonNode json;

    /** @param json an object */
    Fields(JsonNode json) {
        this.json = json;
    }

    /** A text that must be there. */
    String text(String field) {
        return optionalText(field).orElseThrow(() -> Query.invalid(field, "Must be there, and be a text."));
    }

    Optional<String> optionalText(String field) {
        var value = json.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Query.invalid(field, "Must be a text.");
        }
        return Optional.of(value.textValue());
    }

    /** A text that means something: what the reader makes of it. */
    <T> T read(String field, Function<String, T> reader) {
        return meant(field, text(field), reader);
    }

    <T> Optional<T> optional(String field, Function<String, T> reader) {
        return optionalText(field).map(text -> meant(field, text, reader));
    }

    /** One of the words of an enumeration, in small letters. */
    <E extends Enum<E>> Optional<E> optionalChoice(String field, Class<E> type) {
        return optional(
                field,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(known -> word(known).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("There are: "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Fields::word)
                                        .collect(Collectors.joining(", ")))));
    }

    <E extends Enum<E>> E choice(String field, Class<E> type) {
        return optionalChoice(field, type).orElseThrow(() -> Query.invalid(field, "Must be there, and be a text."));
    }

    /** False if it is not there. */
    boolean flag(String field) {
        var value = json.get(field);
        if (value != null && !value.isBoolean()) {
            throw Query.invalid(field, "Must be true or false.");
        }
        return value != null && value.booleanValue();
    }

    OptionalInt whole(String field, int least, int most) {
        var value = json.get(field);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw Query.invalid(field, "Must be a whole number from " + least + " to " + most + ".");
        }
        return OptionalInt.of(value.intValue());
    }

    /** An object of texts, by name. */
    Optional<SortedMap<String, String>> texts(String field) {
        return all(field, JsonNode::isObject, "an object").map(object -> {
            var texts = new TreeMap<String, String>();
            object.properties()
                    .forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue()));
            return texts;
        });
    }

    /** A list of texts. */
    Optional<List<String>> list(String field) {
        return all(field, JsonNode::isArray, "a list").map(list -> {
            var texts = new ArrayList<String>();
            list.forEach(value -> texts.add(value.textValue()));
            return texts;
        });
    }

    private Optional<JsonNode> all(String field, Predicate<JsonNode> shape, String word) {
        var value = Optional.ofNullable(json.get(field));
        value.ifPresent(some -> {
            boolean texts = shape.test(some)
                    && StreamSupport.stream(some.spliterator(), false).allMatch(JsonNode::isTextual);
            if (!texts) {
                throw Query.invalid(field, "Must be " + word + " of texts.");
            }
        });
        return value;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <T> T meant(String field, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (NumberFormatException | ArithmeticException e) {
            throw Query.invalid(field, "Must be a decimal number such as \"1121.5\", with eight places at most.");
        } catch (IllegalArgumentException e) {
            throw Query.invalid(field, e.getMessage() + ".");
        }
    }
}
