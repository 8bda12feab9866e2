package io.conclave.agents.analyst;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that stands in for a language model at {@code /v1/chat/completions}: it says what it is told to. */
final class ChatServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body, boolean hangs) {}

    ChatServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The next answer: this text as the assistant's message, for 1,000 tokens sent and 50 answered. */
    ChatServer says(String content) {
        var message = Map.of("role", "assistant", "content", content);
        var body = Map.of(
                "id",
                "c1",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "fake",
                "choices",
                List.of(Map.of("index", 0, "finish_reason", "stop", "message", message)),
                "usage",
                Map.of("prompt_tokens", 1_000, "completion_tokens", 50, "total_tokens", 1_050));
        return replies(200, JSON.valueToTree(body).toString());
    }

    ChatServer replies(int status, String body) {
        answers.add(new Answer(status, body, false));
        return this;
    }

    /** The next answer never comes. */
    ChatServer hangs() {
        answers.add(new Answer(200, "", true));
        return this;
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    void awaitRequests(int count) {
        while (requests.size() < count) {
            Thread.onSpinWait();
        }
    }

    List<JsonNode> requests() {
        return requests;
    }

    /** The Authorization header of each request. */
    List<String> keys() {
        return keys;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(JSON.readTree(exchange.getRequestBody()));
            keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer;
            synchronized (answers) {
                answer = answers.isEmpty() ? new Answer(500, "out of answers", false) : answers.remove();
            }
            if (answer.hangs()) {
                closing.await();
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
