package io.conclave.venues.capture;

import io.conclave.venues.capture.CapturedLine.Fetched;
import io.conclave.venues.capture.CapturedLine.Opened;
import io.conclave.venues.capture.CapturedLine.Received;
import io.conclave.venues.capture.CapturedLine.Sent;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a line of a capture is written, in either form:
 *
 * <pre>
 * 1723161255030314667 {"stream":…}          received, nanoseconds; an answer by REST if it begins with lastUpdateId
 * 1633998512.0633569: {"stream":…}          received, seconds
 * wss://… &lt;-&gt; 1633998511.159679             a connection was opened
 * wss://… &lt;- 1618677817.020616: {"type":…}   sent by the client
 * https://… -&gt; 1633998512.320639: {"last…    an answer by REST
 * </pre>
 */
final class LineFormat {
    private static final Pattern NANOS = Pattern.compile("(\\d{1,19}) ([\\[{].*)");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,10}(?:\\.\\d{1,9})?): (.*)");
    private static final Pattern ARROW = Pattern.compile("(\\S+) (<->|<-|->) (\\d{1,10}(?:\\.\\d{1,9})?)(?:: (.*))?");

    /** Where an address would stand. */
    private static final String NOT_SAID = "-";

    private LineFormat() {}

    /** @throws IllegalArgumentException if the line has neither form */
    static CapturedLine parse(String line) {
        var nanos = NANOS.matcher(line);
        if (nanos.matches()) {
            return received(Long.parseLong(nanos.group(1)), nanos.group(2));
        }
        var seconds = SECONDS.matcher(line);
        if (seconds.matches()) {
            return new Received(nanos(seconds.group(1)), seconds.group(2));
        }
        var arrow = ARROW.matcher(line);
        if (arrow.matches()) {
            return withArrow(arrow);
        }
        throw new IllegalArgumentException(
                "no line of a capture: " + (line.length() <= 80 ? line : line.substring(0, 80) + "…"));
    }

    /** The line that is read as this: what was received in nanoseconds, the rest with its arrow. */
    static String format(CapturedLine line) {
        if (line.atNanos() < 0) {
            throw new IllegalArgumentException("A moment before 1970 is no moment of a capture: " + line.atNanos());
        }
        return switch (line) {
            case Received received -> received(received);
            case Sent(long at, String text) -> NOT_SAID + " <- " + seconds(at) + ": " + oneLine(text);
            case Opened(long at, String url) -> url + " <-> " + seconds(at);
            case Fetched(long at, String url, String text) ->
                (url.isEmpty() ? NOT_SAID : url) + " -> " + seconds(at) + ": " + oneLine(text);
        };
    }

    /** What is no JSON is written in seconds, where anything may follow. */
    private static String received(Received line) {
        var text = oneLine(line.text());
        return text.startsWith("{") || text.startsWith("[")
                ? line.atNanos() + " " + text
                : seconds(line.atNanos()) + ": " + text;
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ').strip();
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).toPlainString();
    }

    /** A snapshot has no envelope that would tell it from a message, but it begins like nothing else. */
    private static CapturedLine received(long atNanos, String text) {
        return text.startsWith("{\"lastUpdateId\"") ? new Fetched(atNanos, "", text) : new Received(atNanos, text);
    }

    private static CapturedLine withArrow(Matcher arrow) {
        long atNanos = nanos(arrow.group(3));
        String text = arrow.group(4) == null ? "" : arrow.group(4);
        return switch (arrow.group(2)) {
            case "<->" -> new Opened(atNanos, arrow.group(1));
            case "<-" -> new Sent(atNanos, text);
            default -> new Fetched(atNanos, arrow.group(1).equals(NOT_SAID) ? "" : arrow.group(1), text);
        };
    }

    private static long nanos(String seconds) {
        return new BigDecimal(seconds).movePointRight(9).longValueExact();
    }
}
