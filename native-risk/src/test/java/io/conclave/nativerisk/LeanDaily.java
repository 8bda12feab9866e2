package io.conclave.nativerisk;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.testkit.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** LEAN's daily bars of the shared data, adjusted as LEAN does it: raw times the factors that hold up to their date. */
final class LeanDaily {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private LeanDaily() {}

    /**
     * @param first inclusive, as is {@code last}
     */
    static PriceSeries adjusted(String ticker, LocalDate first, LocalDate last) throws IOException {
        var factors = new TreeMap<LocalDate, BigDecimal>();
        for (var row : plain("daily/lean/" + ticker + "_factors.csv")) {
            factors.put(LocalDate.parse(row[0]), new BigDecimal(row[1]).multiply(new BigDecimal(row[2])));
        }
        var bars = new ArrayList<Bar>();
        for (var row : zipped("daily/lean/" + ticker + "_daily_raw.csv.gz")) {
            var date = LocalDate.parse(row[0]);
            if (!date.isBefore(first) && !date.isAfter(last)) {
                var next = factors.ceilingEntry(date);
                bars.add(bar(ticker, date, row, next == null ? BigDecimal.ONE : next.getValue()));
            }
        }
        return PriceSeries.of(bars);
    }

    private static Bar bar(String ticker, LocalDate date, String[] row, BigDecimal factor) {
        long opens = date.toEpochDay() * DAY_NANOS;
        return new Bar(
                new Symbol(ticker),
                opens,
                opens + DAY_NANOS,
                price(row[1], factor),
                price(row[2], factor),
                price(row[3], factor),
                price(row[4], factor),
                Quantity.ZERO);
    }

    private static Price price(String raw, BigDecimal factor) {
        return new Price(new BigDecimal(raw)
                .multiply(factor)
                .movePointRight(8)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact());
    }

    /** The rows of a CSV file below its header. */
    static List<String[]> zipped(String path) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(SharedData.file(path)));
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
        }
    }

    private static List<String[]> plain(String path) throws IOException {
        try (var lines = Files.lines(SharedData.file(path))) {
            return lines.skip(1).map(line -> line.split(",", -1)).toList();
        }
    }
}
