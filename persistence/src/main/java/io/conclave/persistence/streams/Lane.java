package io.conclave.persistence.streams;

/** The items of one priority of one stream: what has an order. */
record Lane(StreamName stream, Priority priority) {

    /** The Redis key: {@code conclave:bars}, {@code conclave:bars:high}. */
    String key(String prefix) {
        return prefix + ":" + stream.key() + priority.suffix();
    }
}
