package io.conclave.app.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What takes a while to open, opened on a thread of its own while the rest of a start goes on. */
public final class Meanwhile<T> {
    private final CompletableFuture<T> opened;

    private Meanwhile(CompletableFuture<T> opened) {
        this.opened = opened;
    }

    /** @param what names the thread */
    public static <T> Meanwhile<T> open(String what, Supplier<T> opening) {
        return new Meanwhile<>(CompletableFuture.supplyAsync(
                opening, Thread.ofPlatform().daemon().name("conclave-opens-" + what)::start));
    }

    /** Waits until it is open; throws what opening it threw. */
    public T await() {
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    /** Closes it once it is open; what could not be opened has nothing to close. */
    public void close(Consumer<T> closing) {
        T open;
        try {
            open = opened.join();
        } catch (CompletionException _) {
            return;
        }
        closing.accept(open);
    }
}
