package io.conclave.trainer.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.conclave.agents.analyst.encoder.SentenceEncoder;
import io.conclave.agents.analyst.sentiment.SentimentHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentimentTrainerTest {
    /** Judgements, not bytes: eight-bit kernels of another processor move the last digits. */
    @Test
    @Tag("long")
    @Tag("shared-data")
    void theHeadThatShipsIsTheOneTheTrainerMakes(@TempDir Path directory) throws IOException {
        var data = shared().resolve("sentiment/sentfin_entity_sentiment.csv.gz");
        assumeThat(data)
                .as("the shared data lies beside the project's root, or where CONCLAVE_SHARED says")
                .isRegularFile();

        SentimentTrainer.main(new String[] {data.toString(), directory.toString()});

        var made = SentimentHead.parse(Files.readString(directory.resolve("sentiment-head.json")));
        var shipped = SentimentHead.bundled();
        try (var encoder = SentenceEncoder.open()) {
            for (var row : LabelledReader.read(data).subList(0, 200)) {
                float[] vector = encoder.encode(row.headline());
                assertThat(made.judge(vector).balance())
                        .isCloseTo(shipped.judge(vector).balance(), within(0.05));
            }
        }
    }

    private static Path shared() {
        String elsewhere = System.getenv("CONCLAVE_SHARED");
        Path root = Path.of(Objects.requireNonNullElse(System.getProperty("conclave.root"), "."));
        return elsewhere == null ? root.resolveSibling("shared").resolve("data") : Path.of(elsewhere, "data");
    }
}
