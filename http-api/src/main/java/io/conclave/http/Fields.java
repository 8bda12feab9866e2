package io.conclave.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.http.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The fields of a body, none of which is unknown: what cannot be read is answered with its name. */
final class Fields {
    private final JsonNode json;
    private final String within;

    private Fields(JsonNode json, String within) {
        this.json = json;
        this.within = within;
    }

    /**
     * The fields of an object.
     *
     * @param within the name of the object and a dot; empty for the body itself
     * @param known what there may be
     * @throws ProblemException 422 if there is any other field
     */
    static Fields of(JsonNode json, String within, Set<String> known) {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Query.invalid(
                        within + name,
                        "There is no such field here; there are: "
                                + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        });
        return new Fields(json, within);
    }

    /** An object of which these fields are known. */
    Optional<Fields> object(String field, Set<String> known) {
        return Optional.ofNullable(json.get(field)).map(value -> {
            if (!value.isObject()) {
                throw invalid(field, "Must be an object.");
            }
            return of(value, within + field + ".", known);
        });
    }

    /** It is there, and is not just false. */
    boolean says(String field) {
        var value = json.get(field);
        return value != null && !(value.isBoolean() && !value.booleanValue());
    }

    /** What is wrong with one of these fields. */
    ProblemException invalid(String field, String why) {
        return Query.invalid(within + field, why);
    }

    /** A text that must be there. */
    String text(String field) {
        return optionalText(field).orElseThrow(() -> invalid(field, "Must be there, and be a text."));
    }

    Optional<String> optionalText(String field) {
        var value = json.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid(field, "Must be a text.");
        }
        return Optional.of(value.textValue());
    }

    /** A text that means something: what the reader makes of it. */
    <T> T read(String field, Function<String, T> reader) {
        return meant(within + field, text(field), reader);
    }

    <T> Optional<T> optional(String field, Function<String, T> reader) {
        return optionalText(field).map(text -> meant(within + field, text, reader));
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
        return optionalChoice(field, type).orElseThrow(() -> invalid(field, "Must be there, and be a text."));
    }

    /** False if it is not there. */
    boolean flag(String field) {
        var value = json.get(field);
        if (value != null && !value.isBoolean()) {
            throw invalid(field, "Must be true or false.");
        }
        return value != null && value.booleanValue();
    }

    OptionalInt whole(String field, int least, int most) {
        var value = json.get(field);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw invalid(field, "Must be a whole number from " + least + " to " + most + ".");
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
                throw invalid(field, "Must be " + word + " of texts.");
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
