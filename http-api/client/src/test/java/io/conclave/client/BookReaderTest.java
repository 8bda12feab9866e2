package io.conclave.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.client.Book.Level;
import io.conclave.client.BookReader.Heard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What a reader makes of the frames of a book. */
class BookReaderTest {
    /** Ten levels a side as in Kraken's guide to its checksum, which comes to this. */
    private static final long GUIDES = 974_947_235;

    private static final List<String> BIDS =
            List.of("5000", "4995", "4990", "4980", "4975", "4970", "4965", "4960", "4955", "4950");

    private static final List<String> ASKS =
            List.of("5005", "5010", "5015", "5020", "5025", "5030", "5035", "5040", "5045", "5050");

    private final BookReader reader = new BookReader("BTC-USD", 10);

    @Test
    void aSnapshotWithItsChecksumIsABook() throws IOException {
        assertThat(read(snapshot(1, GUIDES))).isEqualTo(Heard.OK);

        var book = reader.book();
        assertThat(book.seq()).isEqualTo(1);
        assertThat(book.asks()).hasSize(10).startsWith(new Level("0.05005", "0.00000500"));
        assertThat(book.bids()).hasSize(10).startsWith(new Level("0.05000", "0.00000500"));
    }

    @Test
    void anotherChecksumCostsTheBookUntilTheNextSnapshot() throws IOException {
        assertThat(read(snapshot(1, GUIDES + 1))).isEqualTo(Heard.CHECKSUM);
        assertThat(read(update(2, 1, "[]", GUIDES))).isEqualTo(Heard.GAP);
        assertThat(read(snapshot(7, GUIDES))).isEqualTo(Heard.OK);
    }

    @Test
    void anUpdateMustFollowTheFrameBefore() throws IOException {
        assertThat(read(update(2, 1, "[]", GUIDES))).isEqualTo(Heard.GAP);
        read(snapshot(5, GUIDES));

        assertThat(read(update(5, 4, "[]", GUIDES))).isEqualTo(Heard.REPEAT);
        assertThat(read(update(9, 5, "[]", GUIDES))).isEqualTo(Heard.OK);
        assertThat(read(update(12, 10, "[]", GUIDES))).isEqualTo(Heard.GAP);
    }

    @Test
    void aLevelIsReplacedRemovedAndCutToTheDepth() throws IOException {
        var narrow = new BookReader("BTC-USD", 1);
        narrow.read(Json.tree("{\"type\":\"snapshot\",\"seq\":1,\"bids\":[[\"2\",\"1\"]],\"asks\":[],\"checksum\":0}"));
        assertThat(narrow.book().bids()).containsExactly(new Level("2", "1"));

        var two = new BookReader("BTC-USD", 2);
        two.read(Json.tree(
                "{\"type\":\"snapshot\",\"seq\":1,\"bids\":[[\"2\",\"1\"],[\"1\",\"1\"]],\"asks\":[],\"checksum\":"
                        + crc("2111") + "}"));
        assertThat(two.read(Json.tree(
                        "{\"type\":\"update\",\"seq\":2,\"prev_seq\":1,\"bids\":[[\"3\",\"4\"],[\"2\",\"0\"]],\"asks\":[],"
                                + "\"checksum\":" + crc("3411") + "}")))
                .isEqualTo(Heard.OK);
        assertThat(two.book().bids()).containsExactly(new Level("3", "4"), new Level("1", "1"));
    }

    private Heard read(String frame) throws IOException {
        return reader.read(Json.tree(frame));
    }

    private static long crc(String digits) {
        var crc = new CRC32();
        crc.update(digits.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private static String snapshot(long seq, long checksum) {
        return "{\"type\":\"snapshot\",\"seq\":%d,\"bids\":%s,\"asks\":%s,\"checksum\":%d}"
                .formatted(seq, levels(BIDS), levels(ASKS), checksum);
    }

    private static String update(long seq, long previous, String bids, long checksum) {
        return "{\"type\":\"update\",\"seq\":%d,\"prev_seq\":%d,\"bids\":%s,\"asks\":[],\"checksum\":%d}"
                .formatted(seq, previous, bids, checksum);
    }

    private static String levels(List<String> prices) {
        return prices.stream()
                .map(price -> "[\"0.0" + price + "\",\"0.00000500\"]")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
