package io.conclave.benchmarks;

import io.conclave.domain.market.Symbol;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.marketdata.MarketDataStore;
import io.conclave.testkit.PostgresServer;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * 10,000 bars of one instrument among 50 million of 500, stored in the order of time in 35 monthly partitions.
 *
 * <p>Timed is the whole answer of the store, from the question to the list of bars. Each question is for another instrument
 * and stretch, on a server just restarted: none of it is in the server's own memory; whatever the machine's still has of the
 * files is there.
 */
final class BarRange {
    private static final int SYMBOLS = 500;
    private static final int BARS_EACH = 100_000;
    private static final int ASKED = 10_000;
    private static final int QUESTIONS = 100;
    private static final Duration LENGTH = Duration.ofMinutes(15);
    private static final YearMonth FIRST = YearMonth.of(2022, 1);

    private final PostgresServer server;
    private final JournalConfig journal;
    private final String database;

    BarRange(PostgresServer server, JournalConfig journal) {
        this.server = server;
        this.journal = journal;
        this.database = MarketDataMeasures.database(journal);
    }

    Result take(Consumer<String> progress) {
        generate(progress);
        progress.accept("Market data: " + QUESTIONS + " ranges of " + ASKED + " bars");
        server.restart();
        var fresh = new ArrayList<Double>();
        var again = new ArrayList<Double>();
        try (var opened = Database.open(journal)) {
            var store = opened.marketData();
            for (int i = -5; i < QUESTIONS; i++) {
                var symbol = new Symbol("S" + Math.floorMod(i * 37, SYMBOLS) + "-USD");
                long after = firstNanos() + Math.floorMod(i * 7_919L, BARS_EACH - ASKED) * LENGTH.toNanos();
                double first = millis(store, symbol, after);
                double second = millis(store, symbol, after);
                if (i >= 0) {
                    fresh.add(first);
                    again.add(second);
                }
            }
        }
        return Result.of("market_data.range10k.ms", "ms", fresh)
                .beside("the same question again, ms", again)
                .toBe(Target.below(50));
    }

    private static double millis(MarketDataStore store, Symbol symbol, long after) {
        long started = System.nanoTime();
        int found = store.bars(symbol, LENGTH, after, after + ASKED * LENGTH.toNanos())
                .size();
        double millis = (System.nanoTime() - started) / 1e6;
        if (found != ASKED) {
            throw new NotMeasuredException("A range of " + ASKED + " bars has " + found);
        }
        return millis;
    }

    /** A month at a time: rows first, then their index, as a restore does. */
    private void generate(Consumer<String> progress) {
        long first = firstNanos();
        long end = first + BARS_EACH * LENGTH.toNanos();
        for (var month = FIRST; nanos(month) < end; month = month.plusMonths(1)) {
            progress.accept("Market data: generating " + month + " of 50 million bars");
            long from = nanos(month);
            long to = nanos(month.plusMonths(1));
            var table = "market_data_" + month.toString().replace('-', '_');
            server.sql(
                    database,
                    String.join(
                            ";",
                            List.of(
                                    "BEGIN",
                                    "CREATE TABLE " + table
                                            + " (LIKE market_data INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
                                    insert(table, Math.max(from, first + 1), Math.min(to, end + 1)),
                                    "ALTER TABLE " + table + " ADD PRIMARY KEY (symbol, kind, event_time, source_id)"
                                            + " INCLUDE (open_time, open_price, high_price, low_price,"
                                            + " price, quantity)",
                                    "ALTER TABLE market_data ATTACH PARTITION " + table + " FOR VALUES FROM (" + from
                                            + ") TO (" + to + ")",
                                    "COMMIT")));
            server.sql(database, "VACUUM ANALYZE " + table);
        }
        var there = server.sql(database, "SELECT count(*) FROM market_data");
        if (!there.equals(Long.toString((long) SYMBOLS * BARS_EACH))) {
            throw new NotMeasuredException("There are " + there + " bars, not 50 million");
        }
    }

    /** Bars that close in [from, to), all instruments of a moment before the next moment. */
    private static String insert(String table, long from, long to) {
        long length = LENGTH.toNanos();
        return "INSERT INTO " + table + " SELECT 'S' || s || '-USD', 'bar', t, 'PT15M', t - " + length
                + ", p, p + 1.5, p - 1.25, p + 0.25, t / " + length + " % 1000 + 0.12345678, t"
                + " FROM generate_series((" + (from + length - 1) / length * length + ")::bigint, "
                + (to - 1) + "::bigint, " + length + "::bigint) t, LATERAL generate_series(0, " + (SYMBOLS - 1)
                + " + (t * 0)::int) s, LATERAL (SELECT (100 + s * (t / " + length + ") % 977)::numeric / 4 AS p) x";
    }

    private static long firstNanos() {
        return nanos(FIRST);
    }

    private static long nanos(YearMonth month) {
        return month.atDay(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    }
}
