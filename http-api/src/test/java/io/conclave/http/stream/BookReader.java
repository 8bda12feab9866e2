package io.conclave.http.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** A reader by the protocol's page and by nothing else: it fails at the first frame that does not fit. */
final class BookReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BookSubscription place;
    private final SortedMap<BigDecimal, List<String>> bids = new TreeMap<>(Collections.reverseOrder());
    private final SortedMap<BigDecimal, List<String>> asks = new TreeMap<>();
    private long seq;
    private int frames;

    BookReader(BookSubscription place) {
        this.place = place;
    }

    BookSubscription place() {
        return place;
    }

    int depth() {
        return place.depth();
    }

    int frames() {
        return frames;
    }

    List<List<String>> bids() {
        return List.copyOf(bids.values());
    }

    List<List<String>> asks() {
        return List.copyOf(asks.values());
    }

    /** @return whether there was one */
    boolean takeOne() {
        var frame = place.next();
        if (frame == null) {
            return false;
        }
        try {
            read(JSON.readTree(frame.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private void read(JsonNode frame) {
        frames++;
        if (frame.path("type").asText().equals("snapshot")) {
            bids.clear();
            asks.clear();
        } else if (frame.path("prev_seq").asLong() != seq) {
            throw new AssertionError("A gap behind " + seq + ": " + frame);
        }
        seq = frame.path("seq").asLong();
        change(bids, frame.path("bids"));
        change(asks, frame.path("asks"));
        if (checksum() != frame.path("checksum").asLong()) {
            throw new AssertionError("Another checksum than " + checksum() + ": " + frame);
        }
    }

    private void change(SortedMap<BigDecimal, List<String>> side, JsonNode changes) {
        for (JsonNode level : changes) {
            var price = level.path(0).asText();
            var quantity = level.path(1).asText();
            if (quantity.equals("0")) {
                side.remove(new BigDecimal(price));
            } else {
                side.put(new BigDecimal(price), List.of(price, quantity));
            }
        }
        while (side.size() > place.depth()) {
            side.remove(side.lastKey());
        }
    }

    private long checksum() {
        var text = new StringBuilder();
        for (var side : List.of(asks, bids)) {
            side.values().stream()
                    .limit(10)
                    .flatMap(List::stream)
                    .forEach(number -> text.append(number.replace(".", "").replaceFirst("^0+", "")));
        }
        var crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }
}
