package io.conclave.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.conclave.app.session.Settings;
import io.conclave.persistence.Database;
import io.conclave.persistence.feed.Market;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.streams.Bus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is played has the ids that it has imported. */
class PlayOptionsTest {
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    private static final String COUNTED = "SELECT symbol, count(CASE WHEN kind = 'trade' THEN 1 END) AS trades,"
            + " count(CASE WHEN kind = 'bar' THEN 1 END) AS bars FROM market_data GROUP BY symbol ORDER BY symbol";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void twoFilesThatWereImportedAndAreThenPlayedAreStoredOnce() throws Exception {
        var files = List.of(trades("ABC", 10), trades("XYZ", 20));
        var settings = folder.resolve("settings.conf");
        Files.writeString(settings, "conclave.journal { kind = h2, url = \"" + folder.resolve("journal") + "\" }");
        var config = Settings.load(Optional.of(settings), Map.of("conclave.run.interval", "15m"));
        var imported = new CommandLine(new ImportCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(Stream.concat(
                                files.stream().flatMap(file -> Stream.of("--data", file)),
                                Stream.of("--interval", "15m", "--config", settings.toString()))
                        .toArray(String[]::new));
        assertThat(imported).isZero();
        var stored = stored(config);

        play(config, files);

        assertThat(stored).isEqualTo("4 trades, 1 bars of ABC; 4 trades, 1 bars of XYZ");
        assertThat(stored(config)).isEqualTo(stored);
    }

    /** Onto a market that takes it all in. */
    private static void play(Config config, List<String> files) throws InterruptedException {
        var options = new PlayOptions();
        new CommandLine(options)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(files.stream()
                        .flatMap(file -> Stream.of("--play", file))
                        .toArray(String[]::new));
        var playing = options.read(config, notice -> {});
        var instruments = playing.tape().symbols().stream()
                .map(symbol -> TapeOptions.instrument(symbol, config))
                .toList();
        var terms = new Market.Terms("node", instruments, INTERVAL, Long.MIN_VALUE, Duration.ZERO, Duration.ZERO);
        try (var database = Database.open(JournalConfig.from(config));
                var bus = Bus.open(config);
                var market = database.market(bus, IngestSettings.from(config), terms)) {
            assertThat(playing.on(bus, trouble -> {})).isEqualTo(2);
            long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!market.tape().isClosed()) {
                assertThat(System.nanoTime()).as("the end of the feed in time").isLessThan(until);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private String trades(String symbol, int price) throws IOException {
        return Files.writeString(folder.resolve(symbol + "_trades.csv"), """
                timestamp,price,amount
                2014-01-31T23:50:00Z,%1$d,1
                2014-01-31T23:59:00Z,%1$d.5,2
                2014-01-31T23:59:00Z,%1$d.5,2
                2014-02-01T00:10:00Z,%1$d.25,1
                """.formatted(price))
                .toString();
    }

    private static String stored(Config config) throws SQLException {
        var journal = JournalConfig.from(config);
        try (var connection = DriverManager.getConnection(journal.jdbcUrl(), journal.user(), journal.password());
                var query = connection.createStatement();
                var rows = query.executeQuery(COUNTED)) {
            var told = new StringJoiner("; ");
            while (rows.next()) {
                told.add(rows.getInt("trades") + " trades, " + rows.getInt("bars") + " bars of "
                        + rows.getString("symbol"));
            }
            return told.toString();
        }
    }
}
