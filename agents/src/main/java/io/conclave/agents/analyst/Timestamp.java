package io.conclave.agents.analyst;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A moment as files write it: ISO-8601 with a zone, or an epoch number whose size tells its unit.
 *
 * <p>Seconds until the year 5138, milliseconds, microseconds and nanoseconds likewise from 1973 on. A day without a time of
 * day is refused: its first moment would let everybody know its news before it began.
 */
final class Timestamp {
    private static final Pattern EPOCH = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final long LARGEST_SECOND = 100_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private Timestamp() {}

    /**
     * UTC epoch nanoseconds.
     *
     * @throws IllegalArgumentException if the text is no moment, or one that nanoseconds cannot count
     */
    static long nanos(String text) {
        try {
            return EPOCH.matcher(text).matches() ? epoch(Long.parseLong(text)) : iso(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time; write ISO-8601 UTC, like 2013-11-27T23:59:00Z, or an epoch number",
                    e);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is too far away: the years 1678 to 2261 are possible", e);
        }
    }

    private static long iso(String text) {
        var instant = Instant.parse(text);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }

    private static long epoch(long number) {
        long unit = SECOND;
        for (long limit = LARGEST_SECOND; unit > 1 && Math.absExact(number) >= limit; limit *= 1_000) {
            unit /= 1_000;
        }
        return Math.multiplyExact(number, unit);
    }
}
