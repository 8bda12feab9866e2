package io.conclave.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** One call after the other, with the key on each. Safe for several threads. */
final class Calls {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI server;
    private final String key;

    Calls(HttpClient http, URI server, String key) {
        this.http = http;
        this.server = server;
        this.key = key;
    }

    JsonNode get(String path) throws InterruptedException {
        return unwrapped(() -> send("GET", path, BodyPublishers.noBody()));
    }

    JsonNode delete(String path) throws InterruptedException {
        return unwrapped(() -> send("DELETE", path, BodyPublishers.noBody()));
    }

    JsonNode send(String method, String path, Object body) throws InterruptedException {
        return unwrapped(() -> send(method, path, BodyPublishers.ofString(Json.write(body))));
    }

    /** The same, failing with an {@link IOException} where nobody knows whether the engine took it. */
    JsonNode trySend(String method, String path, Object body) throws IOException, InterruptedException {
        return send(method, path, BodyPublishers.ofString(Json.write(body)));
    }

    @FunctionalInterface
    private interface Call {
        JsonNode make() throws IOException, InterruptedException;
    }

    private JsonNode unwrapped(Call call) throws InterruptedException {
        try {
            return call.make();
        } catch (IOException e) {
            throw new UncheckedIOException(server + " did not answer: " + e.getMessage(), e);
        }
    }

    private JsonNode send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .method(method, body);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (body.contentLength() != 0) {
            request.header("Content-Type", "application/json");
        }
        return understood(http.send(request.build(), BodyHandlers.ofString()));
    }

    private static JsonNode understood(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() == 504) {
            throw new IOException("nobody knows yet whether it was done");
        }
        if (answer.statusCode() >= 400) {
            throw refusal(answer);
        }
        return Json.tree(answer.body());
    }

    /** Whatever stands between us and the engine may refuse in its own way. */
    private static RefusedException refusal(HttpResponse<String> answer) {
        Optional<Duration> after = answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        try {
            var problem = Json.tree(answer.body());
            return new RefusedException(
                    answer.statusCode(),
                    problem.path("code").asText("unknown"),
                    problem.path("detail").asText("The server gave no reason"),
                    after);
        } catch (IOException e) {
            return new RefusedException(answer.statusCode(), "unknown", "The server gave no reason", after);
        }
    }
}
