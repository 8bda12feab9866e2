package io.conclave.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one book: subscribes, keeps the chain, proves it by the checksum, and begins anew when it breaks or nothing was heard for five
 * seconds. When its key is revoked or expires it is told so and follows no more.
 */
public final class BookFollower implements AutoCloseable {
    /** The engine sends a heartbeat each second. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** The code of a connection whose key holds no more. */
    private static final int UNAUTHORIZED = 4401;

    private static final Duration CALL_FOR = Duration.ofSeconds(10);

    private final HttpClient http;
    private final URI stream;
    private final String key;
    private final String symbol;
    private final int depth;
    private final Listener listener;
    /** On which everything happens. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("book-follower").factory());

    private Duration pause = FIRST_PAUSE;
    private @Nullable Line line;
    private long heardTicks;
    private volatile boolean closed;

    /** Told one thing after the other, on a thread of the follower's. */
    @FunctionalInterface
    public interface Listener {
        /** The book has changed. */
        void book(Book book);

        /** The last book told is void; another will come, unless the follower is closed. */
        default void lost(String why) {}
    }

    private BookFollower(HttpClient http, URI server, String key, String symbol, int depth, Listener listener) {
        this.http = http;
        this.stream = URI.create(server.resolve("/v1/stream").toString().replaceFirst("^http", "ws"));
        this.key = key;
        this.symbol = symbol;
        this.depth = depth;
        this.listener = listener;
    }

    static BookFollower open(HttpClient http, URI server, String key, String symbol, int depth, Listener listener) {
        var follower = new BookFollower(http, server, key, symbol, depth, listener);
        follower.thread.execute(follower::call);
        var _ = follower.thread.scheduleAtFixedRate(follower::watch, 1, 1, TimeUnit.SECONDS);
        return follower;
    }

    private void call() {
        if (closed) {
            return;
        }
        heardTicks = System.nanoTime();
        var fresh = new Line();
        line = fresh;
        var call = http.newWebSocketBuilder().connectTimeout(CALL_FOR);
        if (!key.isEmpty()) {
            call.header("Authorization", "Bearer " + key);
        }
        var _ = call.buildAsync(stream, fresh).exceptionally(e -> {
            onThread(() -> fresh.end("The engine cannot be reached: " + e.getMessage()));
            return null;
        });
    }

    private void watch() {
        if (line != null && System.nanoTime() - heardTicks > SILENCE.toNanos()) {
            line.end("Nothing was heard for " + SILENCE.toSeconds() + " seconds.");
        }
    }

    private void onThread(Runnable work) {
        if (!thread.isShutdown()) {
            thread.execute(work);
        }
    }

    /** One connection. */
    private final class Line implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();
        private final BookReader reader = new BookReader(symbol, depth);
        private @Nullable WebSocket socket;

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(1);
            onThread(() -> {
                socket = opened;
                if (line == this) {
                    subscribe();
                } else {
                    opened.abort();
                }
            });
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                var message = part.toString();
                part.setLength(0);
                onThread(() -> heard(message));
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            var why = "The engine closed with " + code + " " + reason + ".";
            onThread(() -> {
                if (code == UNAUTHORIZED) {
                    sentAway(why);
                } else {
                    end(why);
                }
            });
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable fault) {
            onThread(() -> end("The line broke: " + fault.getMessage()));
        }

        private void heard(String message) {
            if (line != this || closed) {
                return;
            }
            heardTicks = System.nanoTime();
            try {
                take(Json.tree(message));
            } catch (IOException e) {
                end("The engine sent what is no JSON.");
            }
        }

        private void take(JsonNode frame) {
            switch (frame.path("type").asText()) {
                case "snapshot", "update" -> {
                    switch (reader.read(frame)) {
                        case OK -> {
                            pause = FIRST_PAUSE;
                            listener.book(reader.book());
                        }
                        case REPEAT -> {}
                        case GAP -> again("A frame is missing.");
                        case CHECKSUM -> again("The checksum is another.");
                    }
                }
                case "resync" ->
                    again("The engine lost it: " + frame.path("reason").asText());
                case "error" -> end(frame.path("message").asText());
                default -> {}
            }
        }

        /** A fresh snapshot puts it right. */
        private void again(String why) {
            listener.lost(why);
            subscribe();
        }

        private void subscribe() {
            if (socket != null) {
                var _ = socket.sendText(
                        Json.write(Map.of("op", "subscribe", "channel", "book", "symbol", symbol, "depth", depth)),
                        true);
            }
        }

        /** With this key nobody is let in again. */
        private void sentAway(String why) {
            if (line == this && !closed) {
                listener.lost(why);
                BookFollower.this.close();
            }
        }

        private void end(String why) {
            if (line != this || closed) {
                return;
            }
            line = null;
            if (socket != null) {
                socket.abort();
            }
            listener.lost(why);
            var _ = thread.schedule(BookFollower.this::call, pause.toMillis(), TimeUnit.MILLISECONDS);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Nothing that comes from now on is told. */
    @Override
    public void close() {
        closed = true;
        onThread(() -> {
            var open = line;
            line = null;
            if (open != null && open.socket != null) {
                open.socket.abort();
            }
            thread.shutdownNow();
        });
    }
}
