package io.conclave.venues.fix;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Requests that the venue has not answered. When the line breaks all of them fail: nobody knows what became of them. */
final class Pending<A> {
    private final Duration patience;
    private final Map<String, CompletableFuture<A>> open = new HashMap<>();

    Pending(Duration patience) {
        this.patience = patience;
    }

    /** The answer to a request that is about to be sent. */
    synchronized CompletableFuture<A> await(String request) {
        var answer = new CompletableFuture<A>();
        open.put(request, answer);
        return answer.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, _) -> forget(request, answer));
    }

    /** A request that nobody waits for any more is passed over. */
    void answer(String request, A with) {
        waiting(request).ifPresent(it -> it.complete(with));
    }

    void fail(String request, String why) {
        waiting(request).ifPresent(it -> it.completeExceptionally(new IllegalStateException(why)));
    }

    void failAll(String why) {
        all().forEach(request -> fail(request, why));
    }

    private synchronized Optional<CompletableFuture<A>> waiting(String request) {
        return Optional.ofNullable(open.get(request));
    }

    private synchronized List<String> all() {
        return List.copyOf(open.keySet());
    }

    private synchronized void forget(String request, CompletableFuture<A> answer) {
        open.remove(request, answer);
    }
}
