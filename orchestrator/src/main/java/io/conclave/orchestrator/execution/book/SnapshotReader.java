package io.conclave.orchestrator.execution.book;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Takes apart what {@link SnapshotWriter} wrote; refuses everything else. */
final class SnapshotReader {
    private final ByteBuffer bytes;
    private final long nowNanos;
    private final long lastPrice;
    private final long entries;

    SnapshotReader(byte[] snapshot, BookSettings settings) {
        bytes = ByteBuffer.wrap(snapshot);
        int body = snapshot.length - SnapshotWriter.TAIL;
        if (body < SnapshotWriter.HEAD || bytes.getInt() != SnapshotWriter.MAGIC) {
            throw new IllegalArgumentException("These " + snapshot.length + " bytes are no snapshot of an order book");
        }
        var crc = new CRC32C();
        crc.update(snapshot, 0, body);
        if (bytes.getInt(body) != (int) crc.getValue()) {
            throw new IllegalArgumentException(
                    "The snapshot of an order book is damaged: its checksum does not match its content");
        }
        nowNanos = bytes.getLong();
        lastPrice = bytes.getLong();
        entries = bytes.getLong();
        int count = bytes.getInt();
        if (body - SnapshotWriter.HEAD != (long) count * SnapshotWriter.ORDER) {
            throw new IllegalArgumentException(
                    "The snapshot of an order book says " + count + " orders and does not have them");
        }
        if (count > settings.maxOrders()) {
            throw new IllegalArgumentException("The snapshot of an order book has " + count
                    + " orders, and the book may have " + settings.maxOrders());
        }
        bytes.limit(body);
    }

    long nowNanos() {
        return nowNanos;
    }

    long lastPrice() {
        return lastPrice;
    }

    long entries() {
        return entries;
    }

    boolean hasNext() {
        return bytes.hasRemaining();
    }

    /** The next order, as it was, waiting nowhere yet. */
    int next(Orders orders) {
        long id = bytes.getLong();
        long owner = bytes.getLong();
        long terms = bytes.getLong();
        long price = bytes.getLong();
        int order = orders.add(id, owner, terms, price, bytes.getLong());
        orders.reserve(order, bytes.getLong());
        orders.entry(order, bytes.getLong());
        orders.peak(order, bytes.getLong());
        orders.trigger(order, bytes.getLong());
        orders.expiry(order, bytes.getLong());
        return order;
    }
}
