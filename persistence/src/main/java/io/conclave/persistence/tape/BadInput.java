package io.conclave.persistence.tape;

/**
 * Says what is wrong in a file, and where: {@code trades.csv:17: price -5 is not positive}.
 *
 * <p>The sentence is for the person who gave the file; programs look at {@link #fault()}.
 */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The kinds of wrong. */
    public enum Fault {
        /** No such file, or none that can be opened. */
        UNREADABLE,
        /** Nothing in it, or nothing below the header. */
        EMPTY,
        /** The first line names other columns than trades or bars have. */
        HEADER,
        /** Rows of several instruments, and none of the one asked for. */
        UNKNOWN_SYMBOL,
        /** A row with too few or too many fields, or a field that is no number. */
        MALFORMED,
        /** A timestamp that is none, or in another unit than those before it. */
        TIMESTAMP,
        /** A row older than the one before it. */
        UNSORTED,
        /** A second bar with the same stamp. */
        DUPLICATE,
        /** A bar that opens before the one before it closed, or that does not fit the bars asked for. */
        OVERLAPPING,
        /** A price of zero or less, or an amount below zero. */
        NOT_POSITIVE,
        /** Open and close do not lie between low and high. */
        INCONSISTENT,
        /** A number of more than eight decimals, or beyond 64 bits. */
        OUT_OF_RANGE
    }

    private final Fault fault;
    private final String file;
    private final long line;
    private final String reason;

    /** @param line from 1; 0 when it is about the file as a whole */
    BadInput(Fault fault, String file, long line, String reason) {
        super(file + (line > 0 ? ":" + line : "") + ": " + reason);
        this.fault = fault;
        this.file = file;
        this.line = line;
        this.reason = reason;
    }

    public Fault fault() {
        return fault;
    }

    /** As the user named it. */
    public String file() {
        return file;
    }

    /** Counted from 1, the header included; 0 when it is about the file as a whole. */
    public long line() {
        return line;
    }

    /** The sentence without the place. */
    public String reason() {
        return reason;
    }
}
