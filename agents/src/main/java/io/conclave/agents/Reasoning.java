package io.conclave.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a mind came to its opinion, in its own words, for the {@link AgentLog}: no part of the vote.
 *
 * @param inputs what it looked at, by name: text, numbers, lists and maps of them
 * @param outputs what it worked out, likewise
 * @param response what a language model answered, to the letter; empty when none was asked
 */
public record Reasoning(
        SortedMap<String, Object> inputs, SortedMap<String, Object> outputs, Optional<String> response) {
    /** ASCII, so that it is the same bytes in every database; text with half a character in it is kept as it is. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private static final Reasoning UNTOLD = of(Map.of(), Map.of());

    public Reasoning {
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    /** The mind says no more than its vote does. */
    public static Reasoning untold() {
        return UNTOLD;
    }

    /** What a model in this process saw and found. */
    public static Reasoning of(Map<String, ?> inputs, Map<String, ?> outputs) {
        return new Reasoning(new TreeMap<>(inputs), new TreeMap<>(outputs), Optional.empty());
    }

    /** What a language model was shown and what it answered. */
    public static Reasoning answered(Map<String, ?> inputs, Map<String, ?> outputs, String response) {
        return new Reasoning(new TreeMap<>(inputs), new TreeMap<>(outputs), Optional.of(response));
    }

    /** The same, having looked at this as well. */
    public Reasoning seeing(Map<String, ?> more) {
        var seen = new TreeMap<String, Object>(inputs);
        seen.putAll(more);
        return new Reasoning(seen, outputs, response);
    }

    /** One line of ASCII, keys ascending. */
    static String json(SortedMap<String, Object> object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A mind's reasoning cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    /** SHA-256, hex. */
    static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
