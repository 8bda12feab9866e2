package io.conclave.app.web;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** The threads that may wait for the database; few, so that a page never starves the run of connections. */
final class Readers implements AutoCloseable {
    private static final int THREADS = 2;
    private static final ThreadFactory NAMED =
            Thread.ofPlatform().daemon().name("conclave-read-", 0).factory();

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, NAMED);

    <T> CompletionStage<T> read(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, threads);
    }

    /** What waits is dropped. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
