package io.conclave.persistence.streams;

/** Which of the waiting items a consumer is handed first. Each priority of a stream is a lane with an order of its own. */
public enum Priority {
    HIGH(":high"),
    NORMAL(""),
    LOW(":low");

    private final String suffix;

    Priority(String suffix) {
        this.suffix = suffix;
    }

    /** What follows the stream's key in the lane's key; nothing for {@link #NORMAL}, which anybody may write to. */
    String suffix() {
        return suffix;
    }
}
