package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.agents.analyst.NewsItem;
import io.conclave.app.run.Manifest;
import io.conclave.app.run.RunDirectory;
import io.conclave.app.session.Settings;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./conclave news} as people ask it, of a run's embedded journal, with the real encoder. */
class NewsCommandTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol LTC = new Symbol("LTC-USD");
    private static final String ROBBED = "Thieves break into an exchange and steal bitcoins worth millions";

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void aRunThatHeardOfThreeThings() throws IOException {
        Files.writeString(folder.resolve("news.conf"), "conclave.data-dir = \"" + folder + "\"");
        var wanted = new Manifest("week", "demo", "a week", "tape", List.of("BTC-USD"), "paper", "{}", "settings", "");
        try (var run = RunDirectory.create(folder.resolve("runs"), wanted, manifest -> manifest)) {
            var settings = Settings.load(Optional.empty(), Map.of());
            var journal = JournalConfig.from(settings)
                    .at(JournalKind.H2, run.path().resolve("journal").toString(), "conclave", "");
            try (var database = Database.open(journal)) {
                database.news()
                        .add(List.of(
                                item("2013-11-27T10:00:00Z", ROBBED, BTC),
                                item("2013-11-27T11:00:00Z", "A \u001b[31mred\u202e recipe for tomato soup", BTC),
                                item("2013-11-27T12:00:00Z", "Litecoin rises above forty dollars", LTC)));
            }
        }
    }

    @Test
    void whatMeansTheSameComesFirstThoughItSharesNoWord() throws IOException {
        var found = json("hackers robbed a trading venue");

        assertThat(found).hasSize(3);
        assertThat(found.get(0).required("headline").textValue()).isEqualTo(ROBBED);
        assertThat(found.get(0).required("similarity").doubleValue())
                .isGreaterThan(found.get(1).required("similarity").doubleValue());
        assertThat(found.get(0).required("published_at").textValue()).isEqualTo("2013-11-27T10:00:00Z");
        assertThat(found.get(0).required("ingested_at").textValue()).isEqualTo("2013-11-27T10:00:01Z");
        assertThat(found.get(0).required("symbols").get(0).textValue()).isEqualTo("BTC-USD");
    }

    @Test
    void onlyWhatWasKnownThenAndConcernsTheInstrumentIsFound() throws IOException {
        assertThat(headlines(json("money", "--as-of", "2013-11-27T10:00:01Z"))).containsExactly(ROBBED);
        assertThat(json("money", "--as-of", "2013-11-27T10:00:00Z")).isEmpty();
        assertThat(headlines(json("money", "--symbol", "LTC-USD")))
                .containsExactly("Litecoin rises above forty dollars");
        assertThat(json("money", "--top", "2")).hasSize(2);
    }

    @Test
    void aStrangersWordsCommandNoTerminal() {
        assertThat(news("tomato soup", "--top", "1")).isZero();

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("2013-11-27T11:00:01Z  BTC-USD  A [31mred recipe for tomato soup (wire)")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
    }

    @Test
    void whenNothingIsKnownItIsSaid() {
        assertThat(news("soup", "--as-of", "2013-01-01T00:00:00Z")).isZero();

        assertThat(said.size()).isZero();
        assertThat(complained.toString()).contains("Nothing is known of that", "as of 2013-01-01T00:00:00Z");
    }

    @Test
    void whatCannotBeAskedIsSaidInOneSentence() throws IOException {
        assertThat(news("soup", "--as-of", "yesterday")).isEqualTo(2);
        assertThat(complained.toString()).contains("--as-of must be a time like");
        assertThat(news("soup", "--run", "nowhere")).isEqualTo(2);
        assertThat(complained.toString()).contains("There is no run \"nowhere\"");
        Files.delete(folder.resolve("runs/week/journal.mv.db"));
        assertThat(news("soup", "--run", "week")).isEqualTo(2);
        assertThat(complained.toString())
                .contains("There is no embedded journal at")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("runs/week/journal.mv.db")).doesNotExist();
    }

    private static NewsItem item(String at, String headline, Symbol symbol) {
        long published = Instant.parse(at).getEpochSecond() * 1_000_000_000L;
        return NewsItem.of(published, published + 1_000_000_000L, "wire", headline, "", List.of(symbol));
    }

    private static List<String> headlines(JsonNode found) {
        return StreamSupport.stream(found.spliterator(), false)
                .map(line -> line.required("headline").textValue())
                .toList();
    }

    private JsonNode json(String... words) throws IOException {
        said.reset();
        var all = Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new);
        assertThat(news(all)).as(complained.toString()).isZero();
        return new ObjectMapper().readTree(said.toByteArray());
    }

    private int news(String... words) {
        var all = Stream.concat(
                        Stream.of(
                                "news", "--config", folder.resolve("news.conf").toString()),
                        Stream.of(words))
                .toArray(String[]::new);
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(all);
    }
}
