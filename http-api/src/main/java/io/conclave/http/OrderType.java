package io.conclave.http;

/** What an order waits for, in the words that are sent. */
enum OrderType {
    MARKET,
    LIMIT,
    STOP,
    STOP_LIMIT,
    TRAILING_STOP;

    boolean hasLimit() {
        return this == LIMIT || this == STOP_LIMIT;
    }

    boolean hasStop() {
        return this == STOP || this == STOP_LIMIT;
    }
}
