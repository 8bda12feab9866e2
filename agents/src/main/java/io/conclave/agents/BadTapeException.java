package io.conclave.agents;

import io.conclave.domain.market.Symbol;

/**
 * Says that a record cannot go on a tape, and which one it was.
 *
 * <p>{@link #index()} counts what was handed in for the symbol, from 0, so that whoever reads a file can name the line.
 */
public final class BadTapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** What is wrong with the record. */
    public enum Fault {
        /** It is older than the one before it. */
        UNSORTED,
        /** A second bar with the same stamp. */
        DUPLICATE,
        /** A bar that opens before the one before it closed, or crosses the border of the interval asked for. */
        OVERLAPPING,
        /** A price of zero or less, or an amount below zero. */
        NOT_POSITIVE,
        /** High, low, open and close contradict each other, or the bar closes before it opens. */
        INCONSISTENT,
        /** The volume of one bar leaves 64 bits. */
        OVERFLOW
    }

    private final Fault fault;
    private final String symbolName;
    private final int index;

    BadTapeException(Fault fault, Symbol symbol, int index, String sentence) {
        super("Record " + index + " of " + symbol + ": " + sentence);
        this.fault = fault;
        this.symbolName = symbol.name();
        this.index = index;
    }

    public Fault fault() {
        return fault;
    }

    public Symbol symbol() {
        return new Symbol(symbolName);
    }

    /** Which record of the symbol it was, in the order handed in, from 0. */
    public int index() {
        return index;
    }
}
