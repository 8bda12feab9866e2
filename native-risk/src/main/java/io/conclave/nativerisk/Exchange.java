package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A question on its way: from when it is asked until it is answered, which happens once. */
final class Exchange<A> {
    private final long requestId;
    private final Question<A> question;
    private final CompletableFuture<A> answer = new CompletableFuture<>();
    private volatile long lifeSignNanos = System.nanoTime();
    // Of progress; the reader's alone.
    private long done;
    private long total;

    Exchange(long requestId, Question<A> question) {
        this.requestId = requestId;
        this.question = question;
    }

    long requestId() {
        return requestId;
    }

    Question<A> question() {
        return question;
    }

    CompletableFuture<A> answer() {
        return answer;
    }

    Said put(@Nullable SharedSlice room) {
        lifeSignNanos = System.nanoTime();
        return question.put(requestId, room);
    }

    /** What settles it when it is run; empty when this is no answer to it. */
    Optional<Runnable> answerIn(Heard heard, @Nullable SharedSlice room) {
        return question.answerIn(heard, room).map(found -> () -> answer.complete(found));
    }

    void fail(WorkerFailure why, String detail) {
        answer.complete(question.failed(why, detail));
    }

    /** False when this cannot be: progress that falls or stands still, or another total than before. */
    boolean advance(Frames.Progressed progressed) {
        boolean same = total == 0 || total == progressed.total();
        if (!same || progressed.done() <= done || progressed.done() > progressed.total()) {
            return false;
        }
        done = progressed.done();
        total = progressed.total();
        lifeSignNanos = System.nanoTime();
        return true;
    }

    /** Until so long has passed since it was put, or since it last advanced. */
    long nanosLeft(Duration deadline) {
        return deadline.toNanos() - (System.nanoTime() - lifeSignNanos);
    }
}
