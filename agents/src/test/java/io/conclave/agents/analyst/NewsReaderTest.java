package io.conclave.agents.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Symbol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewsReaderTest {
    private static final String HEADER = "published_at,ingested_at,source,headline,body,symbols\n";
    private static final String GOOD =
            "2013-11-27T23:59:00Z,2013-11-28T00:00:00Z,wire,Bitcoin rises,,BTC-USD ETH-USD\n";

    private final Path directory;

    NewsReaderTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aRowIsReadWithItsTimesAndSymbols() throws IOException {
        var items = NewsReader.read(file(HEADER + GOOD));

        assertThat(items).hasSize(1);
        assertThat(items.getFirst().publishedNanos()).isEqualTo(Wires.at("2013-11-27T23:59:00Z"));
        assertThat(items.getFirst().ingestedNanos()).isEqualTo(Wires.at("2013-11-28T00:00:00Z"));
        assertThat(items.getFirst().symbols()).extracting(Object::toString).containsExactly("BTC-USD", "ETH-USD");
    }

    /** Golden: ids stand in journals for ever. */
    @Test
    void theSameContentHasTheSameIdForEver() throws IOException {
        assertThat(NewsReader.read(file(HEADER + GOOD)).getFirst().id()).isEqualTo("70b0d86fccba815c");
    }

    @Test
    void newsBroughtAgainForAnotherSymbolIsKnownForThatOneFromThenOn() throws IOException {
        String again = GOOD.replace("2013-11-28T00:00:00Z", "2013-11-29T00:00:00Z");
        var archive = NewsArchive.of(NewsReader.read(file(HEADER + GOOD + again + again.replace("BTC-USD ", "ABC "))));
        long first = Wires.at("2013-11-28T00:00:00Z");

        assertThat(archive.items(Wires.BTC, 0, first)).hasSize(1);
        assertThat(archive.items(Wires.BTC, 0, Long.MAX_VALUE)).hasSize(1);
        assertThat(archive.items(new Symbol("ABC"), 0, first)).isEmpty();
        assertThat(archive.items(new Symbol("ABC"), 0, Long.MAX_VALUE)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            yesterday,2013-11-28T00:00:00Z,wire,Bitcoin rises,,BTC-USD            | :3: "yesterday" is no time
            2013-11-28T00:00:01Z,2013-11-28T00:00:00Z,wire,Bitcoin rises,,BTC-USD | :3: News cannot be ingested before
            2013-11-27T23:59:00Z,2013-11-28T00:00:00Z,wire,,,BTC-USD              | :3: News needs a headline
            2013-11-27T23:59:00Z,2013-11-28T00:00:00Z,wire,Bitcoin rises,,        | :3: News must name at least one symbol
            2013-11-27T23:59:00Z,2013-11-28T00:00:00Z,wire,Bitcoin rises,,btc     | :3: "btc" is no symbol
            """)
    void aBadRowIsReportedWithFileLineAndReason(String row, String reason) throws IOException {
        var file = file(HEADER + GOOD + row + "\n");

        assertThatThrownBy(() -> NewsReader.read(file))
                .isInstanceOf(BadNewsException.class)
                .hasMessageStartingWith(file + reason);
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        var file = file("published_at,source,headline,body,symbols\n2013-11-27T23:59:00Z,a,b,c,BTC-USD\n");

        assertThatThrownBy(() -> NewsReader.read(file)).hasMessage(file + ":1: the header lacks ingested_at");
    }

    @Test
    void anEmptyOrMissingFileIsNoNews() throws IOException {
        var empty = file("");
        var missing = directory.resolve("nowhere.csv");

        assertThatThrownBy(() -> NewsReader.read(empty)).hasMessageContaining("holds no news");
        assertThatThrownBy(() -> NewsArchive.read(List.of(missing))).hasMessage(missing + ": there is no such file");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("news.csv"), content);
    }
}
