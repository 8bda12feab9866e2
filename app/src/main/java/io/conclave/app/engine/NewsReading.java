package io.conclave.app.engine;

import io.conclave.persistence.news.NewsEmbedder;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads news that came in for its meaning, a little at a time, beside the decisions and for none of them.
 *
 * <p>What it has not read yet is not found by meaning; a database that is away is tried again.
 */
public final class NewsReading implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NewsReading.class);
    private static final int AT_A_TIME = 16;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
            .daemon()
            .name("conclave-news")
            .priority(Thread.MIN_PRIORITY)
            .factory());
    private final NewsEmbedder embedder;
    private boolean troubled;

    private NewsReading(NewsEmbedder embedder) {
        this.embedder = embedder;
    }

    /** Looks for news each second from now on. */
    public static NewsReading start(NewsEmbedder embedder) {
        var reading = new NewsReading(embedder);
        var unused = reading.thread.scheduleWithFixedDelay(reading::read, 1, 1, TimeUnit.SECONDS);
        return reading;
    }

    private void read() {
        try {
            int read = AT_A_TIME;
            while (read == AT_A_TIME && !thread.isShutdown()) {
                read = embedder.embed(AT_A_TIME);
            }
            troubled = false;
        } catch (IllegalStateException e) {
            if (!troubled) {
                LOG.warn("News is not read for its meaning for now: {}", e.getMessage());
            }
            troubled = true;
        }
    }

    /** Waits for the items it is at, and does not interrupt: that would close an embedded journal's file under everybody. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("News is still being read after 10 seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
