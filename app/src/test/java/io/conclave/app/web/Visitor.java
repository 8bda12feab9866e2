package io.conclave.app.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody who asks the page's server over real sockets. */
final class Visitor implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI server;
    private final HttpClient client = HttpClient.newHttpClient();

    Visitor(URI server) {
        this.server = server;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(text(path));
    }

    String text(String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE).build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    /** Every frame of the stream from now on, in order, in a list that grows. */
    List<JsonNode> follow(String... subscriptions) {
        var frames = new CopyOnWriteArrayList<JsonNode>();
        var socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + server.getAuthority() + "/v1/stream"), new Frames(frames))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        for (String subscription : subscriptions) {
            socket.sendText(subscription, true).join();
        }
        return frames;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private record Frames(List<JsonNode> heard, StringBuilder part) implements WebSocket.Listener {
        Frames(List<JsonNode> heard) {
            this(heard, new StringBuilder());
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                try {
                    heard.add(JSON.readTree(part.toString()));
                } catch (IOException e) {
                    throw new AssertionError("A frame is no JSON: " + part, e);
                }
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
