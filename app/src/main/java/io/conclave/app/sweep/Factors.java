package io.conclave.app.sweep;

import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Price;
import io.conclave.persistence.tape.WrittenDay;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What raw prices of a share are multiplied with, so that splits and dividends are no jumps: the product of price factor and
 * split factor of the first row whose date is not before the bar's.
 */
public final class Factors {
    private static final List<String> COLUMNS = List.of("date", "price_factor", "split_factor");

    private final Path file;
    private final NavigableMap<LocalDate, BigDecimal> byDate;

    private Factors(Path file, NavigableMap<LocalDate, BigDecimal> byDate) {
        this.file = file;
        this.byDate = byDate;
    }

    /**
     * Reads a CSV with the columns {@code date,price_factor,split_factor}, as LEAN keeps them; others are not read.
     *
     * @throws IllegalArgumentException with file, line and reason
     */
    public static Factors read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
        }
        var header = lines.isEmpty()
                ? List.<String>of()
                : Arrays.asList(lines.getFirst().strip().split(",", -1));
        if (!header.containsAll(COLUMNS)) {
            throw new IllegalArgumentException(file + ":1: the header must name " + String.join(",", COLUMNS) + ", not "
                    + String.join(",", header));
        }
        var byDate = new TreeMap<LocalDate, BigDecimal>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                put(byDate, file + ":" + (i + 1), header, lines.get(i).strip().split(",", -1));
            }
        }
        if (byDate.isEmpty()) {
            throw new IllegalArgumentException(file + ": there is a header and no row below it");
        }
        return new Factors(file, byDate);
    }

    private static void put(
            NavigableMap<LocalDate, BigDecimal> byDate, String where, List<String> header, String[] fields) {
        if (fields.length != header.size()) {
            throw new IllegalArgumentException(
                    where + ": " + fields.length + " fields, where the header names " + header.size());
        }
        try {
            var date = WrittenDay.of(fields[header.indexOf("date")].strip());
            var factor = new BigDecimal(fields[header.indexOf("price_factor")].strip())
                    .multiply(new BigDecimal(fields[header.indexOf("split_factor")].strip()));
            if (factor.signum() <= 0) {
                throw new IllegalArgumentException(where + ": a factor is not positive");
            }
            if (byDate.put(date, factor) != null) {
                throw new IllegalArgumentException(where + ": a second row of " + date);
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(where + ": " + e.getParsedString() + " is no date like 2013-10-08", e);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(where + ": a factor is not a number", e);
        }
    }

    /** The bar with its prices multiplied, rounded half-even to eight decimals; the factors of its first day, UTC. */
    public Bar adjust(Bar bar) {
        var day = LocalDate.ofInstant(Instant.ofEpochSecond(0, bar.openNanos()), ZoneOffset.UTC);
        var row = byDate.ceilingEntry(day);
        if (row == null) {
            throw new IllegalArgumentException(file + ": its last row, " + byDate.lastKey() + ", is before the bar of "
                    + day + ": add a row of a later day, such as 2050-12-31,1,1");
        }
        var factor = row.getValue();
        return new Bar(
                bar.symbol(),
                bar.openNanos(),
                bar.closeNanos(),
                times(bar.open(), factor),
                times(bar.high(), factor),
                times(bar.low(), factor),
                times(bar.close(), factor),
                bar.volume());
    }

    private static Price times(Price price, BigDecimal factor) {
        return new Price(BigDecimal.valueOf(price.e8())
                .multiply(factor)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact());
    }
}
