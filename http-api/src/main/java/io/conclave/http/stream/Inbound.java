package io.conclave.http.stream;

/** A message of the client as it came off the wire. */
sealed interface Inbound {
    record Text(String text) implements Inbound {}

    /** Longer than allowed; it was not kept. */
    record TooLong() implements Inbound {}

    record Binary() implements Inbound {}
}
