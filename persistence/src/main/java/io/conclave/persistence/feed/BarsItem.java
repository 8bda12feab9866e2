package io.conclave.persistence.feed;

/** What the stream {@code bars} holds. */
sealed interface BarsItem permits BarItem, EndItem {
    /** @throws BadItemException if it is neither a bar nor an end */
    static BarsItem read(String id, String body) {
        var fields = Fields.of("bars item " + id, body);
        return fields.isTrue("end") ? EndItem.read(fields) : BarItem.read(fields);
    }
}
