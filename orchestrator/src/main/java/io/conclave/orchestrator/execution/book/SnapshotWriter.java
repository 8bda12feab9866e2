package io.conclave.orchestrator.execution.book;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A book as bytes, big-endian.
 *
 * <pre>
 * int32 magic   int64 now, ns   int64 last price   int64 last entry   int32 orders
 * each order, in the order it would trade; bids, asks, stops to buy, stops to sell:
 *   int64 id, owner, terms, price, visible, reserve, entry, peak, trigger, expiry
 * int32 CRC-32C of all before
 * </pre>
 */
final class SnapshotWriter {
    /** "CBK" and the version of the layout. */
    static final int MAGIC = 0x43424b01;

    static final int HEAD = 4 + 3 * 8 + 4;
    static final int ORDER = 10 * 8;
    static final int TAIL = 4;

    private final Orders orders;
    private final ByteBuffer bytes;

    SnapshotWriter(Orders orders, long nowNanos, long lastPrice) {
        this.orders = orders;
        this.bytes = ByteBuffer.allocate(HEAD + orders.size() * ORDER + TAIL);
        bytes.putInt(MAGIC)
                .putLong(nowNanos)
                .putLong(lastPrice)
                .putLong(orders.entries())
                .putInt(orders.size());
    }

    void side(BookSide side) {
        for (long rank = side.best(); rank != BookSide.NONE; rank = side.worse(rank)) {
            for (int order = side.firstAt(rank); order != Orders.NOBODY; order = orders.behind(order)) {
                order(order);
            }
        }
    }

    void stops(StopSide stops) {
        for (int index = 0; index < stops.size(); index++) {
            order(stops.get(index));
        }
    }

    private void order(int order) {
        bytes.putLong(orders.id(order))
                .putLong(orders.owner(order))
                .putLong(orders.terms(order))
                .putLong(orders.price(order))
                .putLong(orders.visible(order))
                .putLong(orders.reserve(order))
                .putLong(orders.entry(order))
                .putLong(orders.peak(order))
                .putLong(orders.trigger(order))
                .putLong(orders.expiry(order));
    }

    byte[] bytes() {
        var crc = new CRC32C();
        crc.update(bytes.array(), 0, bytes.position());
        return bytes.putInt((int) crc.getValue()).array();
    }
}
