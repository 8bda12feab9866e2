package io.conclave.http.stream;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * A source of the engine's that runs while somebody wants it.
 *
 * <p>All under one lock, its owner's: to start, to stop, and to tell of news and of the end. What a run still brings after
 * it was stopped, or another was started, is told to nobody.
 */
final class Feed<T> {
    private final Object lock;
    private final Supplier<Source<T, NotUsed>> source;
    private final Materializer materializer;
    private final Consumer<T> news;
    private final Consumer<String> ended;
    private @Nullable UniqueKillSwitch running;
    private long run;

    /** @param lock held by whoever calls {@link #start} or {@link #stop} */
    Feed(
            Object lock,
            Supplier<Source<T, NotUsed>> source,
            Materializer materializer,
            Consumer<T> news,
            Consumer<String> ended) {
        this.lock = lock;
        this.source = source;
        this.materializer = materializer;
        this.news = news;
        this.ended = ended;
    }

    void start() {
        if (running != null) {
            return;
        }
        long mine = ++run;
        Pair<UniqueKillSwitch, CompletionStage<Done>> started = source.get()
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(Sink.foreach(item -> tell(mine, () -> news.accept(item))), Keep.both())
                .run(materializer);
        running = started.first();
        started.second()
                .whenComplete((Done _, @Nullable Throwable fault) -> tell(mine, () -> {
                    stop();
                    ended.accept(fault == null ? "feed_ended" : "feed_failed");
                }));
    }

    void stop() {
        var stopped = running;
        running = null;
        run++;
        if (stopped != null) {
            stopped.shutdown();
        }
    }

    private void tell(long told, Runnable what) {
        synchronized (lock) {
            if (run == told) {
                what.run();
            }
        }
    }
}
