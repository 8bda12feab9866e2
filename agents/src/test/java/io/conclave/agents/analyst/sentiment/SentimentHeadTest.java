package io.conclave.agents.analyst.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.conclave.agents.analyst.encoder.SentenceEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentimentHeadTest {
    private static final SentimentHead HEAD = SentimentHead.bundled();
    private static SentenceEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = SentenceEncoder.open();
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it soars to a record high",
                "Shares of it surge on strong profit growth",
                "it gains 12 percent as demand rises",
                "Analysts upgrade it after strong results"
            })
    void goodNewsIsPositive(String headline) {
        assertThat(judge(headline).positive()).isGreaterThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it plunges to a one-year low",
                "it tumbles to a two-year low on weak sales",
                "Regulator fines it for fraud",
                "it loses 14 percent in a day"
            })
    void badNewsIsNegative(String headline) {
        assertThat(judge(headline).negative()).isGreaterThan(0.5);
    }

    @Test
    void probabilitiesSumToOne() {
        var sentiment = judge("it holds its annual meeting on Tuesday");

        assertThat(sentiment.negative() + sentiment.neutral() + sentiment.positive())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void aHeadForOtherWeightsIsRefused() {
        assertThatThrownBy(() -> SentimentHead.parse("{\"encoder\": \"bge-small@000000000000\"}"))
                .hasMessageContaining("train it again");
    }

    @Test
    void aTornDocumentIsRefused() {
        assertThatThrownBy(() -> SentimentHead.parse("{\"encoder\": ")).hasMessageContaining("is no JSON");
        assertThatThrownBy(() -> SentimentHead.parse("{\"encoder\": \"" + SentenceEncoder.id()
                        + "\", \"bias\": [0, 0, 0], \"weights\": [[1], [2], [3]]}"))
                .hasMessageContaining("needs 384 numbers where 1 stand");
    }

    private static Sentiment judge(String headline) {
        return HEAD.judge(encoder.encode(headline));
    }
}
