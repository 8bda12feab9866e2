package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.broker.AlpacaServer;
import io.conclave.testkit.broker.FixExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} refuses to begin with, and what {@code doctor} says of a broker. */
class BrokerCommandsTest {
    private static final String KEYS = "key = my-key, secret = secret";

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void realMoneyThatWasNotAskedForIsRefused() throws IOException {
        assertThat(run("broker { kind = alpaca, alpaca.base = \"https://api.alpaca.markets\", " + KEYS + " }"))
                .isEqualTo(3);
        assertThat(run("broker { kind = fix, " + KEYS + " }")).isEqualTo(3);
        assertThat(Files.exists(folder.resolve("runs"))).isFalse();
    }

    @Test
    void liveTradingWithoutKeysOrUnarmedIsRefused() throws IOException {
        assertThat(run("live = true")).isEqualTo(3);
        assertThat(run("live = true, broker.kind = alpaca")).isEqualTo(3);
        assertThat(run("live = true, broker { kind = alpaca, armed-account = other, " + KEYS + " }"))
                .isEqualTo(3);
        assertThat(complained.toString())
                .contains("CONCLAVE_BROKER_KEY", "armed-account")
                .doesNotContain("my-key");
    }

    @Test
    void aRecordingIsNotTradedAtABroker() throws IOException {
        assertThat(run("broker { kind = alpaca, " + KEYS + " }", "--bundled")).isEqualTo(2);
        assertThat(complained.toString()).contains("A recording cannot be traded at a broker");
    }

    @Test
    void aBrokerThatIsNoneIsNamed() throws IOException {
        assertThat(run("broker.kind = robinhood")).isEqualTo(2);
        assertThat(complained.toString()).contains("paper, alpaca or fix");
    }

    @Test
    void theDoctorAsksAlpacaAndKnocksAtFix() throws IOException {
        try (var alpaca = new AlpacaServer();
                var exchange = FixExchange.start(folder, List.of("CLIENT"))) {
            assertThat(broker("broker { kind = alpaca, alpaca.base = \"" + alpaca.base() + "\", " + KEYS + " }"))
                    .startsWith("ok ")
                    .contains("answers: open orders 0, positions 0");
            assertThat(broker("broker { kind = alpaca, alpaca.base = \"" + alpaca.base()
                            + "\", key = k, secret = wrong }"))
                    .startsWith("ILL ")
                    .contains("status 403")
                    .doesNotContain("wrong");
            assertThat(broker("broker { kind = fix, fix { host = \"127.0.0.1\", port = " + exchange.port()
                            + ", sender = CLIENT, target = EXCHANGE, account = a, paper = true } }"))
                    .startsWith("ok ")
                    .contains("takes connections");
        }
        assertThat(broker("")).startsWith("ok ").contains("not needed");
        assertThat(broker("live = true")).startsWith("ILL ").contains("CONCLAVE_BROKER_KEY");
    }

    private String broker(String settings) throws IOException {
        said.reset();
        var _ = conclave("doctor", "--config", config(settings));
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" broker: "))
                .findFirst()
                .orElseThrow();
    }

    private int run(String settings, String... words) throws IOException {
        var all = new ArrayList<>(List.of("run", "--headless", "--config", config(settings)));
        all.addAll(List.of(words));
        return conclave(all.toArray(String[]::new));
    }

    private String config(String settings) throws IOException {
        var file = folder.resolve("broker.conf");
        Files.writeString(file, "conclave { data-dir = \"" + folder + "\", http.port = 0\n" + settings + " }");
        return file.toString();
    }

    private int conclave(String... words) {
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(words);
    }
}
