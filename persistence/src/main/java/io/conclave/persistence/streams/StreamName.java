package io.conclave.persistence.streams;

import java.util.Locale;

/** The streams there are. What an item of each holds is told in docs/protocols/bus.md. */
public enum StreamName {
    BARS(true),
    TRADES(true),
    BOOK(false),
    NEWS(true),
    ROUNDS(false),
    VOTES(true),
    ORDERS(false);

    private final boolean keptForFirstReader;

    StreamName(boolean keptForFirstReader) {
        this.keptForFirstReader = keptForFirstReader;
    }

    /** As it is written in keys and on the command line: {@code bars}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What happens to the oldest items of a full stream that no group reads: kept, so that the publisher is refused (what
     * flows into the node), or dropped (what the node tells whoever may listen).
     */
    public boolean isKeptForFirstReader() {
        return keptForFirstReader;
    }

    /** @throws IllegalArgumentException if there is no such stream; the message names those there are */
    public static StreamName of(String key) {
        for (var stream : values()) {
            if (stream.key().equals(key.toLowerCase(Locale.ROOT))) {
                return stream;
            }
        }
        throw new IllegalArgumentException("There is no stream \"" + key
                + "\": the streams are bars, trades, book, news, rounds, votes and orders");
    }
}
