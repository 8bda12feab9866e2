package io.conclave.http.port;

/**
 * A stretch of time with a bound on how much of it is shown.
 *
 * @param fromNanos inclusive, UTC epoch nanoseconds
 * @param toNanos exclusive
 * @param limit at most so many items, the newest when there are more; &gt; 0
 */
public record Span(long fromNanos, long toNanos, int limit) {}
