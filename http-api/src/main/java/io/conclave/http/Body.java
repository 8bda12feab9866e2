package io.conclave.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import java.util.Set;
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
    Fields onlyWith(Set<String> fields) {
        return Fields.of(json, "", fields);
    }
}
