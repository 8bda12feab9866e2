package io.conclave.persistence.marketdata;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A calendar month in UTC, as the partitions of market data have it. */
record Month(YearMonth of) implements Comparable<Month> {
    private static final Pattern NAME = Pattern.compile("market_data_(\\d{4})_(\\d{2})");

    static Month at(long nanos) {
        return new Month(YearMonth.from(Instant.ofEpochSecond(0, nanos).atOffset(ZoneOffset.UTC)));
    }

    /** The month that a partition's name says; empty for the partition of all others. */
    static Optional<Month> named(String table) {
        var parts = NAME.matcher(table);
        return parts.matches()
                ? Optional.of(
                        new Month(YearMonth.of(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))))
                : Optional.empty();
    }

    String table() {
        return String.format(Locale.ROOT, "market_data_%04d_%02d", of.getYear(), of.getMonthValue());
    }

    /** Inclusive. */
    long fromNanos() {
        return Epoch.nanos(of.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** Exclusive. */
    long toNanos() {
        return next().fromNanos();
    }

    Month next() {
        return new Month(of.plusMonths(1));
    }

    @Override
    public int compareTo(Month other) {
        return of.compareTo(other.of);
    }

    @Override
    public String toString() {
        return of.toString();
    }
}
