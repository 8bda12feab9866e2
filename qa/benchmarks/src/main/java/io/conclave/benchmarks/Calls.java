package io.conclave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Calls of a node's HTTP, as somebody would who is not patient. Safe for several threads. */
final class Calls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<String> key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** Without a key: to be had while there are none. */
    Calls() {
        this(Optional.empty());
    }

    Calls(String key) {
        this(Optional.of(key));
    }

    private Calls(Optional<String> key) {
        this.key = key;
    }

    /** Whether the answer is 200, and comes in time. */
    boolean isOk(URI uri) {
        return isOk(uri, PATIENCE);
    }

    boolean isOk(URI uri, Duration within) {
        return answer(request(uri).timeout(within).build(), 200).isPresent();
    }

    /** What is answered with 200; empty for any other answer, or none in time. */
    Optional<JsonNode> get(URI uri) {
        return answer(request(uri).timeout(PATIENCE).build(), 200);
    }

    /** What is answered with 202; empty for any other answer, or none in time. */
    Optional<JsonNode> post(URI uri, String json) {
        return answer(
                request(uri)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                202);
    }

    private HttpRequest.Builder request(URI uri) {
        var request = HttpRequest.newBuilder(uri);
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private Optional<JsonNode> answer(HttpRequest request, int wanted) {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == wanted ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while a node was asked", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
