package io.conclave.venues.capture;

/** One line of a capture; times are the capturing machine's, epoch nanoseconds, and may differ from the venue's. */
public sealed interface CapturedLine {
    long atNanos();

    /** A message the venue sent. */
    record Received(long atNanos, String text) implements CapturedLine {}

    /** A message the client sent. */
    record Sent(long atNanos, String text) implements CapturedLine {}

    /**
     * An answer by REST.
     *
     * @param url what was asked for; empty where the capture does not say
     */
    record Fetched(long atNanos, String url, String text) implements CapturedLine {}

    /** A connection was opened. */
    record Opened(long atNanos, String url) implements CapturedLine {}
}
