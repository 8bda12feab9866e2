package io.conclave.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.Database;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.marketdata.MarketDataWriter;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How fast market data is written and read, on a PostgreSQL server of its own that flushes to disk: the batched writer beside
 * {@code psql \copy} into the same table, in turn, and a range of bars among 50 million.
 */
final class MarketDataMeasures implements Bench.Measures {
    private static final int ROUNDS = 5;
    private static final int ROWS = 400_000;
    private static final int LOT = 512;
    private static final long FIRST_NANOS = 1_704_067_200_000_000_000L;

    @Override
    public List<Result> take(BenchProgram program, Consumer<String> progress) {
        var options = PostgresOptions.plain()
                .durably()
                .with("shared_buffers", "512MB")
                .with("max_wal_size", "4GB")
                // What is generated need not be logged; what is measured is.
                .with("wal_level", "minimal")
                .with("max_wal_senders", "0")
                .with("maintenance_work_mem", "512MB");
        try (var server = options.start()) {
            var url = server.freshDatabase();
            var journal = JournalConfig.from(ConfigFactory.load())
                    .at(JournalKind.POSTGRES, url, server.user(), server.password());
            Database.open(journal).close();
            var results = new ArrayList<Result>();
            results.addAll(writing(server, journal, progress));
            results.add(new BarRange(server, journal).take(progress));
            return results;
        } catch (IOException e) {
            throw new NotMeasuredException("The rows to copy cannot be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while market data was written", e);
        }
    }

    /** The name of the database in a JDBC URL. */
    static String database(JournalConfig journal) {
        return journal.url().substring(journal.url().lastIndexOf('/') + 1);
    }

    private static List<Result> writing(PostgresServer server, JournalConfig journal, Consumer<String> progress)
            throws IOException, InterruptedException {
        progress.accept("Market data: the batched writer beside psql's COPY, " + ROWS + " trades each");
        var trades =
                IntStream.range(0, ROWS).mapToObj(MarketDataMeasures::trade).toList();
        var file = file(trades);
        var written = new ArrayList<Double>();
        var copied = new ArrayList<Double>();
        try {
            for (int round = -1; round < ROUNDS; round++) {
                double copy = perSecond(() -> server.sql(database(journal), "\\copy market_data from '" + file + "'"));
                server.sql(database(journal), "TRUNCATE market_data");
                double writer = perSecond(() -> write(journal, trades));
                var there = server.sql(database(journal), "SELECT count(*) FROM market_data");
                if (!there.equals(Integer.toString(ROWS))) {
                    throw new NotMeasuredException("Of " + ROWS + " trades, " + there + " were written");
                }
                server.sql(database(journal), "TRUNCATE market_data");
                if (round >= 0) {
                    written.add(writer);
                    copied.add(copy);
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return List.of(
                Result.of("market_data.rows_per_s", "rows/s", written).beside("psql \\copy, rows/s", copied),
                Result.of("market_data.vs_copy", "ratio", Median.ratios(written, copied))
                        .beside("psql \\copy into the same table, in turn, rows/s", copied)
                        .toBe(Target.atLeast(0.5)));
    }

    /** Returns when every trade is on disk, as psql does. */
    private static void write(JournalConfig journal, List<Trade> trades) throws InterruptedException {
        var settings = IngestSettings.from(ConfigFactory.load());
        var stages = new ArrayList<CompletionStage<Void>>();
        try (var writer = MarketDataWriter.open(journal, settings, InstantSource.system())) {
            for (int from = 0; from < trades.size(); from += LOT) {
                stages.add(writer.putTrades(trades.subList(from, Math.min(trades.size(), from + LOT))));
            }
            stages.forEach(stage -> stage.toCompletableFuture().join());
        }
    }

    private interface Writing {
        void run() throws InterruptedException;
    }

    private static double perSecond(Writing writing) throws InterruptedException {
        long started = System.nanoTime();
        writing.run();
        return ROWS / ((System.nanoTime() - started) / 1e9);
    }

    /** A month of 200 instruments, in the order of time. */
    private static Trade trade(int i) {
        return new Trade(
                new Symbol("S" + i % 200 + "-USD"),
                "3f2a91bc04de:" + i,
                FIRST_NANOS + i * 1_000_000_000L,
                new Price(10_000_000_000L + i % 977 * 1_000_000L),
                new Quantity(1 + i % 991 * 100_000L));
    }

    /** As COPY reads it, for a server that is another user. */
    private static Path file(List<Trade> trades) throws IOException {
        var file = Files.createTempFile("conclave-market-data-", ".txt");
        try (var lines = Files.newBufferedWriter(file)) {
            for (var trade : trades) {
                lines.write(trade.symbol() + "\ttrade\t" + trade.atNanos() + "\t" + trade.id()
                        + "\t\\N\t\\N\t\\N\t\\N\t" + trade.price() + "\t" + trade.amount() + "\t" + FIRST_NANOS + "\n");
            }
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }
}
