package io.conclave.system.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.system.engine.BundledFiles;
import io.conclave.system.engine.Ended;
import io.conclave.system.engine.Workplace;
import io.conclave.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is backed up while it is under way and when it is through; its database is destroyed, and comes back. */
class RestoreDrillTest {
    private static final int KILLED = 137;

    /** 208 closings of 15 minutes of the bundled trades; the risk agent votes from the 97th on. */
    private static final long UNTIL_SECONDS = 1_385_337_600 + 52 * 3_600;

    private static final String DATABASE = "drill";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void afterTheDatabaseIsLostTheRunHasTheSamePortfolioAndGoesOnToTheSameDecisions() throws IOException {
        try (var postgres = PostgresServer.start()) {
            postgres.sql("postgres", "CREATE DATABASE " + DATABASE);
            var play = played();
            var settings = settings();
            var machine = machine("first", postgres);
            var news = BundledFiles.news(folder).toString();
            var run = new String[] {
                "run",
                "--config",
                settings,
                "--play",
                play,
                "--instrument",
                "BTC-USD",
                "--news",
                news,
                "--until-end",
                "--headless",
                "--json"
            };
            var killed = machine.with("conclave.failpoint", "round.settled:160").run(run);
            assertThat(killed.exitCode()).as(killed.stderr()).isEqualTo(KILLED);
            well(machine.run("backup", "--config", settings, file("under-way")));
            var ended = machine.run(run).report();
            well(machine.run("backup", "--config", settings, file("through"), "--json"));
            var portfolio = portfolio(postgres);
            assertThat(portfolio).as("something was bought or sold").contains("fill");

            destroy(postgres);
            well(machine.run("restore", "--config", settings, file("through")));
            assertThat(portfolio(postgres)).isEqualTo(portfolio);
            var replay = machine.run("replay", "drill", "--config", settings, "--json")
                    .report();
            assertThat(replay.required("equal").booleanValue()).isTrue();
            assertThat(replay.required("decisionHash")).isEqualTo(ended.required("decisionHash"));

            var refused = machine.run("restore", "--config", settings, file("under-way"));
            assertThat(refused.exitCode()).as(refused.stderr()).isEqualTo(3);
            assertThat(refused.stderr()).contains("is not empty");

            // The machine is lost with it: nothing is left but the file and the settings.
            destroy(postgres);
            var another = machine("second", postgres);
            well(another.run("restore", "--config", settings, file("under-way")));
            var again = another.run(run).report();

            assertThat(again.required("continuedFromRound").intValue()).isPositive();
            assertThat(again.required("decisionHash")).isEqualTo(ended.required("decisionHash"));
            assertThat(again.required("equity")).isEqualTo(ended.required("equity"));
            assertThat(portfolio(postgres)).isEqualTo(portfolio);
        }
    }

    private Workplace machine(String name, PostgresServer postgres) {
        return Workplace.in(folder.resolve(name))
                .with("conclave.journal.kind", "postgres")
                .with("conclave.journal.url", postgres.url(DATABASE))
                .with("conclave.journal.user", postgres.user());
    }

    /** Two agents that need no training, and a market without costs, on which they trade. */
    private String settings() throws IOException {
        return Files.writeString(folder.resolve("drill.conf"), """
                conclave {
                  run { name = drill, pace = virtual, instruments = ["BTC-USD"], interval = 15 m }
                  round.roster = [analyst, risk]
                  consensus.required = risk
                  paper { fee-bps = 0, slippage-bps = 0 }
                }
                """).toString();
    }

    private String played() throws IOException {
        var cut = folder.resolve("cut.csv");
        var whole = BundledFiles.trades(folder);
        var lines = Files.readAllLines(whole).stream()
                .filter(line -> line.startsWith("timestamp")
                        || Long.parseLong(line.substring(0, line.indexOf(','))) < UNTIL_SECONDS)
                .toList();
        return Files.write(cut, lines).toString();
    }

    private String file(String name) {
        return folder.resolve(name + ".backup").toString();
    }

    private static void well(Ended ended) {
        assertThat(ended.exitCode()).as(ended.toString()).isZero();
    }

    private static void destroy(PostgresServer postgres) {
        postgres.sql("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
        postgres.sql("postgres", "CREATE DATABASE " + DATABASE);
    }

    /** Every fill and every position. */
    private static String portfolio(PostgresServer postgres) {
        return postgres.sql(
                DATABASE,
                "SELECT 'fill ' || id || ' ' || quantity || ' at ' || price FROM fills ORDER BY id;"
                        + "SELECT 'position ' || symbol || ' ' || quantity FROM positions ORDER BY symbol");
    }
}
