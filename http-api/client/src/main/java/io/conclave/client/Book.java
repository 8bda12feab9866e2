package io.conclave.client;

import java.util.List;

/**
 * A book's best levels, as the engine has them.
 *
 * @param seq its number; grows
 * @param bids highest first
 * @param asks lowest first
 */
public record Book(String symbol, long seq, List<Level> bids, List<Level> asks) {
    public Book {
        bids = List.copyOf(bids);
        asks = List.copyOf(asks);
    }

    /** A price and the quantity that waits there, as they were sent: their checksum counts every zero. */
    public record Level(String price, String quantity) {}
}
