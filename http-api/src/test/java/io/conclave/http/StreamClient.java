package io.conclave.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A real WebSocket client that reads when told to and keeps what it read. */
final class StreamClient implements WebSocket.Listener, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final Semaphore pings = new Semaphore(0);
    private final StringBuilder part = new StringBuilder();
    private final long firstReads;
    private final WebSocket socket;

    private StreamClient(RunningServer api, long firstReads, Map<String, String> headers) {
        this.firstReads = firstReads;
        var builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        socket = builder.buildAsync(api.stream(), this)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    static StreamClient reading(RunningServer api) {
        return new StreamClient(api, Long.MAX_VALUE, Map.of());
    }

    static StreamClient with(RunningServer api, Map<String, String> headers) {
        return new StreamClient(api, Long.MAX_VALUE, headers);
    }

    static StreamClient from(RunningServer api, String origin) {
        return new StreamClient(api, Long.MAX_VALUE, Map.of("Origin", origin));
    }

    /** Takes one frame and then nothing until {@link #readOn()}. */
    static StreamClient stuck(RunningServer api) {
        return new StreamClient(api, 1, Map.of());
    }

    StreamClient say(String message) {
        socket.sendText(message.replace('\'', '"'), true)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        return this;
    }

    void readOn() {
        socket.request(Long.MAX_VALUE - 1);
    }

    /** The next frame that is no heartbeat. */
    JsonNode next() throws InterruptedException {
        return next(frame -> !type(frame).equals("heartbeat"));
    }

    JsonNode next(Predicate<JsonNode> wanted) throws InterruptedException {
        while (true) {
            var frame = frames.poll(20, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("No such frame came within 20 seconds");
            }
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    /** Frames up to and including the first that is wanted, heartbeats left out. */
    List<JsonNode> upTo(Predicate<JsonNode> wanted) throws InterruptedException {
        var read = new ArrayList<JsonNode>();
        do {
            read.add(next());
        } while (!wanted.test(read.getLast()));
        return read;
    }

    /** Waits for so many pings; they are answered as they come. */
    boolean pings(int count) throws InterruptedException {
        return pings.tryAcquire(count, 20, TimeUnit.SECONDS);
    }

    /** Code and reason the server closed with. */
    String closed() {
        return closed.orTimeout(30, TimeUnit.SECONDS).join();
    }

    static String type(JsonNode frame) {
        return frame.path("type").asText();
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(firstReads);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(part.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            part.setLength(0);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
        pings.release();
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
