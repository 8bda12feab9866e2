package io.conclave.persistence.streams;

/** What became of an item that somebody wanted published. */
public sealed interface Publishing {

    /** It stands in the stream (or waits for its moment) and will be handed to every group. */
    record Stored() implements Publishing {}

    /** An item with this id was published before, within the window of repeated ids: there is still just one. */
    record Repeated() implements Publishing {}

    /**
     * It was not taken and will not appear, unless it is published again.
     *
     * @param sentence for people: what is wrong, where, since when
     */
    record Refused(Why why, String sentence) implements Publishing {}

    /** Why an item was refused. */
    enum Why {
        /** The bus does not answer and the buffer of this process is full. */
        AWAY,
        /** The stream holds as many items that somebody has yet to acknowledge as it may, and the buffer is full. */
        FULL,
        /** The server has no memory left and refuses writes, and the buffer is full. */
        OUT_OF_MEMORY,
        /** The body is longer than {@code conclave.bus.max-body}. */
        TOO_LARGE,
        /** This bus was closed. */
        CLOSED
    }
}
