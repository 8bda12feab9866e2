package io.conclave.app.web;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Answers that do not come in time. */
final class Late {
    private Late() {}

    /** The same, failing with a {@link TimeoutException} when it takes longer than there is patience for. */
    static <T> CompletionStage<T> after(Duration patience, CompletionStage<T> answer) {
        return answer.toCompletableFuture().copy().orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Answers for whoever did not answer in time; any other fault stays one. */
    static <T> Function<Throwable, T> answer(Function<TimeoutException, T> answer) {
        return fault -> {
            var cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            if (cause instanceof TimeoutException timeout) {
                return answer.apply(timeout);
            }
            throw new CompletionException(cause);
        };
    }
}
