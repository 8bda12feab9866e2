package io.conclave.agents.analyst.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceEncoderTest {
    private static SentenceEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = SentenceEncoder.open();
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void aVectorHasUnitLength() {
        float[] vector = encoder.encode("Bitcoin breaks 1,000 dollars on Mt. Gox");

        assertThat(vector).hasSize(SentenceEncoder.DIMENSION);
        assertThat(dot(vector, vector)).isCloseTo(1, within(1e-6));
    }

    /** Golden: from ONNX Runtime in Python over the same weights; processors differ in the last digits of int8. */
    @Test
    void vectorsAreThoseOfTheReference() {
        assertThat(Arrays.copyOf(encoder.encode("Bitcoin breaks 1,000 dollars on Mt. Gox"), 6))
                .containsExactly(
                        new float[] {-0.02032641f, 0.03996183f, 0.06647341f, 0.00208581f, -0.04221503f, -0.12081978f},
                        within(0.01f));
        assertThat(Arrays.copyOf(encoder.encode("比特币 hits ¥7,000"), 6))
                .containsExactly(
                        new float[] {-0.00459633f, 0.02287803f, 0.09080732f, 0.08070454f, 0.04561089f, -0.06307767f},
                        within(0.01f));
    }

    @Test
    void theSameTextGivesTheSameVector() {
        float[] once = encoder.encode("Bitcoin breaks 1,000 dollars");
        encoder.encode("something longer in between, to disturb whatever could be shared");

        assertThat(encoder.encode("Bitcoin breaks 1,000 dollars")).isEqualTo(once);
    }

    @Test
    void likeMeaningsLieNear() {
        float[] news = encoder.encode("Bitcoin breaks 1,000 dollars on Mt. Gox");
        float[] same = encoder.encode("The price of bitcoin passes one thousand dollars");
        float[] other = encoder.encode("Magnus Carlsen wins the world chess championship");

        assertThat(dot(news, same)).isGreaterThan(0.5);
        assertThat(dot(news, other)).isLessThan(0.2);
    }

    @Test
    void theEmptyTextAndTheEndlessOneHaveVectorsToo() {
        assertThat(dot(encoder.encode(""), encoder.encode(""))).isCloseTo(1, within(1e-6));
        assertThat(dot(encoder.encode("word ".repeat(5_000)), encoder.encode("word")))
                .isGreaterThan(0.3);
    }

    @Test
    void langChain4jFindsAnEmbeddingModel() {
        EmbeddingModel model = encoder;

        assertThat(model.embed("bitcoin").content().vector()).isEqualTo(encoder.encode("bitcoin"));
        assertThat(model.dimension()).isEqualTo(384);
    }

    @Test
    void weightsThatWereCutShortAreUnpackedAgain(@TempDir Path directory) throws IOException {
        Path file = Weights.in(directory);
        Files.write(file, new byte[] {1, 2, 3});

        assertThat(Weights.in(directory)).isEqualTo(file).hasSize(22_972_370);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (double) a[j] * b[j];
        }
        return sum;
    }
}
