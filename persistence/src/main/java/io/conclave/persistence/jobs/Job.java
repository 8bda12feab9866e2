package io.conclave.persistence.jobs;

/**
 * A piece of work and how far it has come.
 *
 * @param kind {@code backtest}, {@code sweep}: who does it knows the word
 * @param askedBy who wants it
 * @param asked what exactly, JSON
 * @param progress from 0 to 1
 * @param createdNanos UTC epoch nanoseconds, wall clock
 * @param changedNanos when it last got on
 */
public record Job(
        String id,
        String kind,
        String askedBy,
        String asked,
        Standing standing,
        double progress,
        long createdNanos,
        long changedNanos) {

    /** How a job stands; what is over stays as it is. */
    public sealed interface Standing {}

    public record Queued() implements Standing {}

    public record Running() implements Standing {}

    /** @param result JSON */
    public record Done(String result) implements Standing {}

    /** @param fault what went wrong, a sentence */
    public record Failed(String fault) implements Standing {}

    public record Cancelled() implements Standing {}
}
