package io.conclave.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.client.Book.Level;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Reads frames of a book, and keeps the book or says why it cannot: docs/protocols/book-stream.md. For one thread. */
final class BookReader {
    private static final int CHECKED = 10;

    /** What a frame was good for. */
    enum Heard {
        OK,
        /** Known already. */
        REPEAT,
        /** Something is missing: subscribe again. */
        GAP,
        /** Something is wrong: subscribe again. */
        CHECKSUM
    }

    private final String symbol;
    private final int depth;
    private final NavigableMap<BigDecimal, Level> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<BigDecimal, Level> asks = new TreeMap<>();
    private long seq;
    private boolean whole;

    BookReader(String symbol, int depth) {
        this.symbol = symbol;
        this.depth = depth;
    }

    /** A {@code snapshot} or an {@code update}. */
    Heard read(JsonNode frame) {
        if (frame.path("type").asText().equals("snapshot")) {
            bids.clear();
            asks.clear();
        } else if (whole && frame.path("seq").asLong() <= seq) {
            return Heard.REPEAT;
        } else if (!whole || frame.path("prev_seq").asLong() != seq) {
            return lost(Heard.GAP);
        }
        change(bids, frame.path("bids"));
        change(asks, frame.path("asks"));
        seq = frame.path("seq").asLong();
        whole = true;
        return checksum() == frame.path("checksum").asLong() ? Heard.OK : lost(Heard.CHECKSUM);
    }

    /** As of the last frame that was {@link Heard#OK}. */
    Book book() {
        return new Book(symbol, seq, new ArrayList<>(bids.values()), new ArrayList<>(asks.values()));
    }

    private void change(NavigableMap<BigDecimal, Level> side, JsonNode levels) {
        for (var level : levels) {
            var price = level.path(0).asText();
            var quantity = level.path(1).asText();
            if (quantity.equals("0")) {
                side.remove(new BigDecimal(price));
            } else {
                side.put(new BigDecimal(price), new Level(price, quantity));
            }
        }
        while (side.size() > depth) {
            side.pollLastEntry();
        }
    }

    private long checksum() {
        var crc = new CRC32();
        best(asks).forEach(level -> count(crc, level));
        best(bids).forEach(level -> count(crc, level));
        return crc.getValue();
    }

    private static List<Level> best(NavigableMap<BigDecimal, Level> side) {
        return side.values().stream().limit(CHECKED).toList();
    }

    private static void count(CRC32 crc, Level level) {
        crc.update(digits(level.price()));
        crc.update(digits(level.quantity()));
    }

    /** Without the point and without leading zeros. */
    private static byte[] digits(String number) {
        return number.replace(".", "").replaceFirst("^0+", "").getBytes(StandardCharsets.US_ASCII);
    }

    private Heard lost(Heard why) {
        whole = false;
        return why;
    }
}
