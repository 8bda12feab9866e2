package io.conclave.agents.analyst;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.domain.vote.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A language model's answer that passed every check: three probabilities and the items they rest on.
 *
 * @param evidence ids that were in the question, each once, as the model ranks them; at least one
 */
record ChatAnswer(double down, double flat, double up, List<String> evidence) {
    /** Models round: a sum this near to one is scaled, anything else is refused. */
    private static final double SUM_TOLERANCE = 0.02;

    private static final Set<String> FIELDS = Set.of("down", "flat", "up", "rationale", "evidence");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The model said something else than a forecast; asking again may help. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super("The language model's answer was refused: " + why);
        }
    }

    /**
     * Reads and checks.
     *
     * @param known the ids the model was given
     */
    static ChatAnswer parse(@Nullable String text, Set<String> known) throws Refused {
        var answer = tree(text);
        for (var name : iterable(answer)) {
            if (!FIELDS.contains(name)) {
                throw new Refused("it has a field that nobody asked for");
            }
        }
        if (!answer.path("rationale").isTextual()) {
            throw new Refused("its rationale is missing");
        }
        double down = probability(answer, "down");
        double flat = probability(answer, "flat");
        double up = probability(answer, "up");
        double sum = down + flat + up;
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new Refused("its probabilities sum to " + sum);
        }
        return new ChatAnswer(down / sum, flat / sum, up / sum, evidence(answer.path("evidence"), known));
    }

    /**
     * The forecast, drawn towards the uniform one until no outcome is likelier than a direction held with that
     * confidence would be.
     */
    Forecast within(double maxConfidence) {
        double most = Math.max(down, Math.max(flat, up));
        double allowed = maxConfidence + (1 - maxConfidence) / 3;
        double third = 1.0 / 3;
        double keep = most <= allowed ? 1 : (allowed - third) / (most - third);
        return Forecast.of(third + keep * (down - third), third + keep * (flat - third), third + keep * (up - third));
    }

    private static JsonNode tree(@Nullable String text) throws Refused {
        if (text == null || text.isBlank()) {
            throw new Refused("it is empty");
        }
        try {
            var tree = JSON.readTree(text);
            if (!tree.isObject()) {
                throw new Refused("it is no JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new Refused("it is no JSON");
        }
    }

    private static double probability(JsonNode answer, String name) throws Refused {
        var node = answer.path(name);
        double value = node.asDouble(Double.NaN);
        if (!node.isNumber() || !(value >= 0 && value <= 1)) {
            throw new Refused(name + " is no probability");
        }
        return value;
    }

    private static List<String> evidence(JsonNode array, Set<String> known) throws Refused {
        if (!array.isArray() || array.isEmpty()) {
            throw new Refused("it names no evidence");
        }
        List<String> ids = new ArrayList<>();
        for (var node : array) {
            if (!node.isTextual() || !known.contains(node.textValue())) {
                throw new Refused("it rests on news it was not given");
            }
            if (!ids.contains(node.textValue())) {
                ids.add(node.textValue());
            }
        }
        return List.copyOf(ids);
    }

    private static Iterable<String> iterable(JsonNode object) {
        return object::fieldNames;
    }
}
