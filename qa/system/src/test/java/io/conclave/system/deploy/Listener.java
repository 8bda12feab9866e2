package io.conclave.system.deploy;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A client of the stream, as a dashboard is: follows decisions and a book, and counts what it hears. */
final class Listener implements WebSocket.Listener, AutoCloseable {
    private static final String DECISIONS = "{\"op\":\"subscribe\",\"channel\":\"decisions\"}";
    private static final String BOOK =
            "{\"op\":\"subscribe\",\"channel\":\"book\",\"symbol\":\"BTC-USD\",\"depth\":10}";

    private final AtomicLong messages = new AtomicLong();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final WebSocket socket;

    /** Returns when the upgrade is done. */
    Listener(Stack stack) {
        var where = stack.origin().resolve("/v1/stream").toString().replaceFirst("https", "wss");
        socket = stack.client()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + stack.key())
                .buildAsync(URI.create(where), this)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        socket.sendText(DECISIONS, true)
                .thenCompose(open -> open.sendText(BOOK, true))
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        if (last) {
            messages.incrementAndGet();
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        ended.complete(code + " " + reason);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        ended.complete(String.valueOf(error));
    }

    long messages() {
        return messages.get();
    }

    /** Whether the line is still there. */
    boolean isOpen() {
        return !ended.isDone();
    }

    @Override
    public String toString() {
        return messages + " messages, " + ended.getNow("open");
    }

    @Override
    public void close() {
        socket.abort();
    }
}
