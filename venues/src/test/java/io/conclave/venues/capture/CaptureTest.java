package io.conclave.venues.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.venues.binance.BinanceBookSync;
import io.conclave.venues.binance.Market;
import io.conclave.venues.capture.CapturedLine.Fetched;
import io.conclave.venues.capture.CapturedLine.Opened;
import io.conclave.venues.capture.CapturedLine.Received;
import io.conclave.venues.capture.CapturedLine.Sent;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Held;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTest {
    private static final String DIFFERENCE = """
        {"e":"depthUpdate","s":"BTCUSDT","U":101,"u":102,"b":[["98","5"]],"a":[]}\
        """;
    private static final String SNAPSHOT = """
        {"lastUpdateId":100,"bids":[["99","1"]],"asks":[["101","2"]]}\
        """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void linesInSecondsSayWhoSentThem() throws IOException {
        var file = folder.resolve("seconds.txt");
        Files.writeString(file, """
            wss://venue/stream?x=1 <-> 1633998511.159679
            wss://venue/stream?x=1 <- 1618677817.020616: {"type":"subscribe"}
            1633998512.0633569: {"a":"b: c"}
            https://venue/depth?symbol=X&limit=5 -> 1633998513: {"lastUpdateId":1}

            """);

        assertThat(CaptureReader.read(file))
                .containsExactly(
                        new Opened(1_633_998_511_159_679_000L, "wss://venue/stream?x=1"),
                        new Sent(1_618_677_817_020_616_000L, "{\"type\":\"subscribe\"}"),
                        new Received(1_633_998_512_063_356_900L, "{\"a\":\"b: c\"}"),
                        new Fetched(
                                1_633_998_513_000_000_000L,
                                "https://venue/depth?symbol=X&limit=5",
                                "{\"lastUpdateId\":1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"recorded.ndjson", "recorded.ndjson.gz"})
    void whatWasRecordedIsReadAndPlaysAgain(String name) throws IOException {
        var file = folder.resolve(name);
        try (var writer = CaptureWriter.create(file)) {
            writer.write(new Opened(0, "wss://venue/ws"));
            writer.write(new Sent(0, "{\"method\":\"SUBSCRIBE\"}"));
            writer.write(new Received(1, DIFFERENCE.replace(",", ",\n")));
            writer.write(new Fetched(2, "https://venue/depth?limit=5", SNAPSHOT));
            writer.write(new Received(3, "no JSON"));
        }

        var lines = CaptureReader.read(file);
        var outcomes = new ArrayList<Outcome>();
        CapturePlayer.play(
                lines,
                new BinanceBookSync(Market.SPOT, Listing.of("BTCUSDT")),
                (line, outcome) -> outcomes.add(outcome));

        assertThat(lines)
                .containsExactly(
                        new Opened(0, "wss://venue/ws"),
                        new Sent(0, "{\"method\":\"SUBSCRIBE\"}"),
                        new Received(1, DIFFERENCE.replace(",", ", ")),
                        new Fetched(2, "https://venue/depth?limit=5", SNAPSHOT),
                        new Received(3, "no JSON"));
        assertThat(outcomes.subList(1, 3)).containsExactly(new Held(), new Applied(102));
    }

    @Test
    void filesOfOneSessionAreReadByTime() throws IOException {
        var one = Files.writeString(folder.resolve("one"), "5 {\"n\":1}\n9 {\"n\":2}\n");
        var other = Files.writeString(folder.resolve("other"), "5 {\"n\":3}\n7 {\"n\":4}\n");

        assertThat(CaptureReader.readTogether(List.of(one, other)))
                .extracting(line -> ((Received) line).text())
                .containsExactly("{\"n\":1}", "{\"n\":3}", "{\"n\":4}", "{\"n\":2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"configuration: {}", "{\"no\":\"time\"}", "99999999999999999999 {}", "9999999999999999999 {}"})
    void aLineOfNoCaptureIsNamed(String line) throws IOException {
        var file = Files.writeString(folder.resolve("odd.txt"), "\n1 {}\n" + line + "\n");

        assertThatThrownBy(() -> CaptureReader.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ", line 3: ");
    }

    @Test
    void anotherSessionsCaptureIsNotWrittenOver() throws IOException {
        var file = Files.writeString(folder.resolve("taken"), "1 {}\n");

        assertThatThrownBy(() -> CaptureWriter.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }
}
