package io.conclave.venues.connection;

import io.conclave.venues.marketdata.Outcome.Reason;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call to a venue, from dialling to its end. Hears on the client's threads and tells its owner on the owner's, one thing after the
 * other, of which only so many may wait. It ends once, and tells nothing afterwards.
 */
final class Line implements WebSocket.Listener {
    /** Told on the owner's thread. */
    interface Owner {
        void opened();

        /** A sign of life that says nothing. */
        void breathed();

        void received(String text, long atNanos);

        void ended(Reason reason, String told);
    }

    private final ConnectionSettings settings;
    private final Surroundings world;
    private final Executor thread;
    private final Owner owner;
    private final StringBuilder text = new StringBuilder();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable WebSocket socket;

    /** What is being sent: the socket takes one at a time. */
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    Line(ConnectionSettings settings, Surroundings world, Executor thread, Owner owner) {
        this.settings = settings;
        this.world = world;
        this.thread = thread;
        this.owner = owner;
    }

    void dial(URI uri) {
        var _ = world.http()
                .newWebSocketBuilder()
                .connectTimeout(settings.callFor())
                .buildAsync(uri, this)
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        end(Reason.DISCONNECTED, "No connection to " + uri + ": " + sentence(failure));
                    }
                });
    }

    /** On the owner's thread. */
    void send(String message) {
        sendNext(open -> open.sendText(message, true));
    }

    void ping() {
        sendNext(open -> open.sendPing(ByteBuffer.allocate(0)));
    }

    /** Ends it without telling the owner. */
    void hangUp() {
        over.set(true);
        var open = socket;
        if (open != null) {
            var _ = open.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((_, _) -> open.abort());
        }
    }

    // ---- the socket's side

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        if (over.get()) {
            opened.abort();
            return;
        }
        tell(owner::opened);
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence part, boolean last) {
        if (text.length() + part.length() > settings.mostChars()) {
            end(Reason.OVERFLOW, "A message is longer than " + settings.mostChars() + " characters.");
            return null;
        }
        text.append(part);
        if (last) {
            var whole = text.toString();
            text.setLength(0);
            long atNanos = world.nowNanos();
            tell(() -> owner.received(whole, atNanos));
        }
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket open, ByteBuffer message) {
        tell(owner::breathed);
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket open, ByteBuffer message) {
        tell(owner::breathed);
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
        end(Reason.DISCONNECTED, "The venue has hung up: " + code + (reason.isEmpty() ? "" : " " + reason) + ".");
        return null;
    }

    @Override
    public void onError(WebSocket open, Throwable failure) {
        end(Reason.DISCONNECTED, "The connection broke: " + sentence(failure));
    }

    // ---- to the owner

    private void tell(Runnable news) {
        if (waiting.incrementAndGet() > settings.mostWaiting()) {
            end(Reason.OVERFLOW, "More than " + settings.mostWaiting() + " messages wait to be read.");
            return;
        }
        thread.execute(() -> {
            waiting.decrementAndGet();
            if (!over.get()) {
                news.run();
            }
        });
    }

    private void end(Reason reason, String told) {
        if (over.compareAndSet(false, true)) {
            var open = socket;
            if (open != null) {
                open.abort();
            }
            thread.execute(() -> owner.ended(reason, told));
        }
    }

    private interface Sending {
        CompletionStage<WebSocket> to(WebSocket open);
    }

    private void sendNext(Sending next) {
        var open = socket;
        if (open != null && !over.get()) {
            sending = sending.thenCompose(_ -> next.to(open)).whenComplete((_, failure) -> {
                if (failure != null) {
                    end(Reason.DISCONNECTED, "Nothing can be sent: " + sentence(failure));
                }
            });
        }
    }

    /** What went wrong, for people. */
    static String sentence(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ", " + cause.getMessage();
    }
}
