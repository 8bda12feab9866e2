package io.conclave.http.port;

import io.conclave.http.view.AuditView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the API leans on to know its callers and what they did. */
public record Access(Keys keys, Trail trail, Repeats repeats) {

    /** Without keys and without a memory: whoever is on this machine may look, and nobody does anything. */
    public static Access lookingOnly() {
        return new Access(new NoKeys(), new NoTrail(), new NoRepeats());
    }

    private static final class NoKeys implements Keys {
        @Override
        public CompletionStage<Check> check(String key) {
            return CompletableFuture.completedStage(new Unknown());
        }

        @Override
        public CompletionStage<Check> standing(String id) {
            return CompletableFuture.completedStage(new Unknown());
        }

        @Override
        public CompletionStage<Boolean> none() {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<Boolean> anyHolds() {
            return CompletableFuture.completedStage(false);
        }
    }

    private static final class NoTrail implements Trail {
        @Override
        public CompletionStage<Void> record(AuditView.Call call) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public Optional<String> trouble() {
            return Optional.of("This server keeps no trail");
        }

        @Override
        public CompletionStage<List<AuditView>> newest(Span span, long before) {
            return CompletableFuture.completedStage(List.of());
        }
    }

    private static final class NoRepeats implements Repeats {
        @Override
        public CompletionStage<Claim> claim(String holder, String name, String request) {
            return CompletableFuture.failedStage(new IllegalStateException("This server remembers nothing"));
        }

        @Override
        public CompletionStage<?> keep(String holder, String name, Answer answer) {
            return CompletableFuture.failedStage(new IllegalStateException("This server remembers nothing"));
        }

        @Override
        public CompletionStage<?> release(String holder, String name) {
            return CompletableFuture.failedStage(new IllegalStateException("This server remembers nothing"));
        }
    }
}
