package io.conclave.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.app.access.KeyPlace;
import io.conclave.app.session.RunSession;
import io.conclave.domain.access.Role;
import io.conclave.http.HttpSettings;
import io.conclave.persistence.keys.ApiKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real run with real keys, a real trail and a real memory. */
final class ServedAccessTest {
    private static final ApiKeys.By ADA = new ApiKeys.By("ada", "", "command line");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String VOTE = "{\"decision\":\"BTC-USD@1\",\"agent\":\"momentum\",\"abstain\":\"no bars\"}";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aKeyClosesTheDoorOpensItAndIsTakenBackWhileTheRunGoesOn(@TempDir Path data) throws Exception {
        var config = Week.settings(data);
        try (var session = Week.begin(data, 8, Duration.ZERO);
                var page = ServedRun.open(session, HttpSettings.from(config));
                var place = KeyPlace.open(config)) {
            assertThat(get(page.uri(), "/v1/run", "").statusCode()).isEqualTo(200);

            var admin = make(place, Role.ADMIN, "");
            var agent = make(place, Role.AGENT, "momentum");
            var viewer = make(place, Role.VIEWER, "");
            until(page.uri(), "", 401);
            assertThat(get(page.uri(), "/v1/run", admin.secret()).statusCode()).isEqualTo(200);

            var first = vote(page.uri(), agent.secret());
            assertThat(first.statusCode()).as(first.body()).isEqualTo(403);
            assertThat(first.body()).contains("no_seat");
            var again = vote(page.uri(), agent.secret());
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
            assertThat(vote(page.uri(), admin.secret()).body()).contains("role_not_allowed");

            var closed = follow(page.uri(), viewer.secret());
            place.keys().revoke(viewer.key().id(), "lost", ADA, now());
            assertThat(closed.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).get())
                    .isEqualTo("4401 key_revoked");
            place.keys().revoke(agent.key().id(), "lost", ADA, now());
            until(page.uri(), agent.secret(), 401);
            trailOf(page.uri(), admin, agent);
            var trader = make(place, Role.TRADER, "");
            until(page.uri(), trader.secret(), 200);
            var order = order(page.uri(), trader.secret());
            assertThat(order.statusCode()).as(order.body()).isEqualTo(503);
            assertThat(order.body()).contains("no_desk", "./conclave run trades");
            finish(session);
            assertThat(session.database().audit().fault()).isEmpty();
        }
    }

    /** Opens the stream; code and reason that it is closed with. */
    private CompletableFuture<String> follow(URI uri, String key) {
        var closed = new CompletableFuture<String>();
        var stream = URI.create(uri.toString().replaceFirst("http", "ws")).resolve("/v1/stream");
        client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .buildAsync(stream, new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        closed.complete(code + " " + reason);
                        return null;
                    }
                })
                .join();
        return closed;
    }

    private void trailOf(URI uri, ApiKeys.Made admin, ApiKeys.Made agent) throws Exception {
        var entries = json(get(uri, "/v1/audit", admin.secret())).path("entries");
        assertThat(StreamSupport.stream(entries.spliterator(), false)
                        .map(entry -> entry.path("actor").asText() + " "
                                + entry.path("status").asText() + " "
                                + entry.path("code").asText()))
                .containsExactly(
                        admin.key().id() + " 403 role_not_allowed",
                        agent.key().id() + " 403 repeated",
                        agent.key().id() + " 403 no_seat");
        assertThat(entries.toString())
                .doesNotContain(admin.secret().substring(14), agent.secret().substring(14));
    }

    private static void finish(RunSession session) throws Exception {
        session.report().orTimeout(120, TimeUnit.SECONDS).get();
    }

    private static ApiKeys.Made make(KeyPlace place, Role role, String label) {
        return place.keys().create(role, label, Optional.empty(), ADA, now());
    }

    private static long now() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private void until(URI uri, String key, int status) throws Exception {
        long patience = System.nanoTime() + SOON.toNanos();
        while (get(uri, "/v1/session", key).statusCode() != status) {
            assertThat(System.nanoTime()).isLessThan(patience);
        }
    }

    private HttpResponse<String> vote(URI uri, String key) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(uri.resolve("/v1/rounds/BTC-USD@1/votes"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "v-1")
                        .POST(BodyPublishers.ofString(VOTE)),
                key);
    }

    private HttpResponse<String> order(URI uri, String key) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(uri.resolve("/v1/orders"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"symbol\":\"BTC-USD\",\"side\":\"buy\",\"qty\":\"1\","
                                + "\"type\":\"market\",\"time_in_force\":\"day\"}")),
                key);
    }

    private HttpResponse<String> get(URI uri, String path, String key) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri.resolve(path)), key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String key)
            throws IOException, InterruptedException {
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }
}
