package io.conclave.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conclave.http.problem.Problem;
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
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.jspecify.annotations.Nullable;

/** What a caller sent: one JSON object, read strictly. An unknown or unreadable field is answered with its name. */
final class Body {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String text;
    private final JsonNode json;

    private Body(String text, JsonNode json) {
        this.text = text;
        this.json = json;
    }

    /**
     * Reads the body of a request that the guard has let in.
     *
     * @throws ProblemException 415 if it is not JSON by its type, 400 if not by its text, 422 if no object
     */
    static Body of(HttpRequest request) {
        if (!request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
            throw new ProblemException(Problem.of(
                    415,
                    "Unsupported media type",
                    "unsupported_media_type",
                    "Send JSON: Content-Type: application/json."));
        }
        if (!(request.entity() instanceof HttpEntity.Strict body)) {
            throw new IllegalStateException("The guard lets only whole bodies in");
        }
        var text = body.getData().utf8String();
        try {
            var json = JSON.readTree(text);
            if (json == null || !json.isObject()) {
                throw new ProblemException(Problem.invalid("", "The body is one JSON object."));
            }
            return new Body(text, json);
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    Problem.of(400, "Bad request", "bad_json", "The body is no JSON: mend what stands " + place(e)));
        }
    }

    /** What is nested too deeply has no place. */
    private static String place(JsonProcessingException fault) {
        @Nullable JsonLocation at = fault.getLocation();
        return at == null ? "in it." : "at line " + at.getLineNr() + ", column " + at.getColumnNr() + ".";
    }

    /** As it was sent. */
    String text() {
        return text;
    }

    /** @throws ProblemException 422 if there is any other field */
    Body onlyWith(Set<String> fields) {
        json.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw Query.invalid(
                        name,
                        "There is no such field here; there are: "
                                + String.join(", ", fields.stream().sorted().toList()) + ".");
            }
        });
        return this;
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
                                        .map(Body::word)
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
