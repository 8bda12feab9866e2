package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./conclave import} and {@code maintain}, on an embedded journal. */
class ImportTest {
    private Path folder = Path.of("");
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void settings(@TempDir Path fresh) throws IOException {
        folder = fresh;
        Files.writeString(
                folder.resolve("settings.conf"),
                "conclave.journal { kind = h2, url = \"" + folder.resolve("journal") + "\" }");
    }

    @Test
    void whatIsImportedAgainIsKnown() throws IOException {
        var trades = file("ABC_trades.csv", """
                timestamp,price,amount
                2014-01-31T23:59:00Z,10,1
                2014-02-01T00:00:00Z,10.5,2
                2014-02-01T00:00:00Z,10.5,2
                2014-02-01T00:10:00Z,11,0.00000001
                """);
        var news = file("news.csv", """
                published_at,ingested_at,source,headline,body,symbols
                2014-01-31T10:00:00Z,2014-01-31T10:01:00Z,wire,Something happened,,ABC
                """);

        var first = json("import", "--data", trades, "--interval", "5m", "--news", news, "--json");
        var again = json("import", "--data", trades, "--interval", "5m", "--news", news, "--json");

        assertThat(first).isEqualTo(new ObjectMapper().readTree("""
                [{"file":"ABC_trades.csv","symbol":"ABC","bars":2,"trades":4,"news":0,"added":6,"known":0},
                 {"file":"news.csv","symbol":"","bars":0,"trades":0,"news":1,"added":1,"known":0}]"""));
        assertThat(again).isEqualTo(new ObjectMapper().readTree("""
                [{"file":"ABC_trades.csv","symbol":"ABC","bars":2,"trades":4,"news":0,"added":0,"known":6},
                 {"file":"news.csv","symbol":"","bars":0,"trades":0,"news":1,"added":0,"known":1}]"""));
    }

    @Test
    void fineBarsAreKeptBesideTheLongerOnesMadeOfThem() throws IOException {
        var bars = file("ABC.csv", """
                timestamp,open,high,low,close,volume
                2014-01-31T23:55:00Z,10,12,9,11,1
                2014-02-01T00:00:00Z,11,12,9,10,1
                2014-02-01T00:05:00Z,10,12,9,11,1
                2014-02-01T00:10:00Z,11,12,9,11,1
                """);

        var asTheyAre = json("import", "--data", bars, "--json");
        var longer = json("import", "--data", bars, "--interval", "10m", "--json");

        assertThat(asTheyAre.get(0).get("added").asInt()).isEqualTo(4);
        assertThat(longer.get(0).get("bars").asInt()).isEqualTo(6);
        assertThat(longer.get(0).get("added").asInt()).isEqualTo(2);
    }

    @Test
    void maintenanceRemovesWhatIsOlderThanKeptAndSaysSo() throws IOException {
        json("import", "--data", file("ABC.csv", """
                timestamp,price,amount
                2014-01-31T23:59:00Z,10,1
                2014-02-01T00:10:00Z,11,1
                """), "--json");

        var wouldBe = json("maintain", "--keep-market-data", "400d", "--dry-run", "--json");
        var done = json("maintain", "--keep-market-data", "400d", "--json");
        var again = json("maintain", "--keep-market-data", "400d", "--json");

        assertThat(wouldBe.get("droppedRows").asInt()).isPositive();
        assertThat(done.get("droppedRows")).isEqualTo(wouldBe.get("droppedRows"));
        assertThat(again.get("droppedRows").asInt()).isZero();
    }

    @Test
    void aTimeToKeepThatIsNoneIsWrongUsage() {
        assertThat(conclave("maintain", "--keep-market-data", "400x")).isEqualTo(2);
        assertThat(conclave("maintain", "--keep-market-data", "-3d")).isEqualTo(2);
        assertThat(conclave("import")).isEqualTo(2);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private JsonNode json(String... words) throws IOException {
        said.reset();
        assertThat(conclave(words)).isZero();
        return new ObjectMapper().readTree(said.toByteArray());
    }

    private int conclave(String... words) {
        var all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = folder.resolve("settings.conf").toString();
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .execute(all);
    }
}
