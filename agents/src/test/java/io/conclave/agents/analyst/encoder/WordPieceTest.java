package io.conclave.agents.analyst.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Golden ids come from Hugging Face's own tokenizer with the same vocabulary. */
class WordPieceTest {
    private static WordPiece tokenizer;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream json = WordPiece.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            tokenizer = WordPiece.read(json);
        }
    }

    @Test
    void numbersAndAbbreviationsAreCutAsInTheReference() {
        assertThat(tokenizer.encode("Bitcoin breaks 1,000 dollars on Mt. Gox", 64))
                .containsExactly(
                        101, 2978, 3597, 2378, 7807, 1015, 1010, 2199, 6363, 2006, 11047, 1012, 2175, 2595, 102);
    }

    @Test
    void accentsFallAndPunctuationStandsAlone() {
        assertThat(tokenizer.encode("Café naïve coöperation – “quoted” prices: $1,242.50!", 64))
                .containsExactly(
                        101, 7668, 15743, 6792, 1516, 1523, 9339, 1524, 7597, 1024, 1002, 1015, 1010, 22431, 1012, 2753,
                        999, 102);
    }

    @Test
    void chineseCharactersStandAlone() {
        assertThat(tokenizer.encode("比特币 hits ¥7,000", 64))
                .containsExactly(101, 1890, 100, 100, 4978, 1071, 2581, 1010, 2199, 102);
    }

    @Test
    void longWordsAreCutIntoTheLongestPieces() {
        assertThat(tokenizer.encode("unaffordable cryptocurrencies' disintermediation\tre-test\u00a0x", 64))
                .containsExactly(
                        101, 14477, 4246, 8551, 3085, 19888, 10085, 3126, 7389, 9243, 1005, 4487, 11493, 3334, 16969,
                        3508, 2128, 1011, 3231, 1060, 102);
    }

    @Test
    void invisibleCharactersVanishAndUnknownOnesAreUnknown() {
        assertThat(tokenizer.encode("a\u200bb \uD83D\uDE80 Straße İstanbul Ωmega", 64))
                .containsExactly(101, 11113, 100, 2358, 27807, 9960, 1179, 4168, 3654, 102);
    }

    @Test
    void theEmptyTextIsItsTwoMarks() {
        assertThat(tokenizer.encode("", 64)).containsExactly(101, 102);
    }

    @Test
    void aLongTextIsCutAndKeepsItsEndMark() {
        assertThat(tokenizer.encode("bitcoin bitcoin bitcoin", 5)).containsExactly(101, 2978, 3597, 2378, 102);
    }

    @Test
    void anOverlongWordIsUnknown() {
        assertThat(tokenizer.encode("x".repeat(101), 64)).containsExactly(101, 100, 102);
    }
}
