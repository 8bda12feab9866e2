package io.conclave.persistence.tape;

import io.conclave.persistence.tape.BadInput.Fault;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads the timestamps of one file, all of them in the unit of the first.
 *
 * <p>ISO-8601 with a zone, or an epoch number whose size tells its unit: seconds until the year 5138, milliseconds
 * until 5138 and from 1973, microseconds and nanoseconds likewise; but what can be a {@link WrittenDay} is one.
 */
final class Stamps {
    private static final long LARGEST_SECOND = 100_000_000_000L;

    /** Leaves room to subtract a bar's length. */
    private static final long FARTHEST_NANOS = 9_200_000_000_000_000_000L;

    private enum Unit {
        ISO("written as ISO-8601", 0),
        SECONDS("in seconds", 1_000_000_000L),
        MILLIS("in milliseconds", 1_000_000L),
        MICROS("in microseconds", 1_000L),
        NANOS("in nanoseconds", 1L);

        private final String words;
        private final long nanos;

        Unit(String words, long nanos) {
            this.words = words;
            this.nanos = nanos;
        }

        static Unit of(long epoch) {
            long size = Math.abs(epoch);
            if (size < LARGEST_SECOND) {
                return SECONDS;
            }
            if (size < LARGEST_SECOND * 1_000) {
                return MILLIS;
            }
            return size < LARGEST_SECOND * 1_000_000 ? MICROS : NANOS;
        }
    }

    private final boolean datesAllowed;
    private @Nullable Unit unit;

    /** @param datesAllowed whether a day without a time of day stands for its first moment */
    Stamps(boolean datesAllowed) {
        this.datesAllowed = datesAllowed;
    }

    /** Epoch nanoseconds of the row's first column. */
    long nanos(Row row) {
        String text = row.text(0);
        boolean isNumber = text.matches("[+-]?[0-9]{1,19}") && !WrittenDay.isIn(text);
        try {
            long nanos = isNumber ? epoch(row, text) : iso(row, text);
            if (Math.absExact(nanos) <= FARTHEST_NANOS) {
                return nanos;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // As far away as the one that fits, and told the same.
        }
        throw row.bad(Fault.TIMESTAMP, "timestamp " + text + " is too far away: the years 1678 to 2261 are possible");
    }

    private long epoch(Row row, String text) {
        long epoch = Long.parseLong(text);
        Unit itsUnit = Unit.of(epoch);
        agree(row, itsUnit);
        return Math.multiplyExact(epoch, itsUnit.nanos);
    }

    private long iso(Row row, String text) {
        try {
            Instant instant = WrittenDay.isIn(text) ? day(row, text) : Instant.parse(text);
            agree(row, Unit.ISO);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (DateTimeException e) {
            throw row.bad(
                    Fault.TIMESTAMP,
                    "timestamp \"" + text + "\" is neither ISO-8601 in UTC, like 2013-11-25T00:00:00Z,"
                            + " nor an epoch number");
        }
    }

    private Instant day(Row row, String text) {
        Instant midnight = WrittenDay.of(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        if (!datesAllowed) {
            // Its first moment as a close would let everybody know the day before it began.
            throw row.bad(
                    Fault.TIMESTAMP,
                    "timestamp " + text + " is a day and does not say when the bar closed;"
                            + " if bars are stamped at their start, say --bar-stamp open");
        }
        return midnight;
    }

    private void agree(Row row, Unit itsUnit) {
        if (unit == null) {
            unit = itsUnit;
        } else if (unit != itsUnit) {
            throw row.bad(
                    Fault.TIMESTAMP,
                    "timestamp " + row.text(0) + " is " + itsUnit.words + ", those before it are " + unit.words);
        }
    }
}
