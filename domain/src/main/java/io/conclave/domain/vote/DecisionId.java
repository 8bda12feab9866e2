package io.conclave.domain.vote;

import io.conclave.domain.market.Symbol;

/**
 * One decision: an instrument at a moment. Written {@code BTC-USD@1385769600000000000}.
 *
 * @param asOfNanos UTC epoch nanoseconds; nothing later may be known to it
 */
public record DecisionId(Symbol symbol, long asOfNanos) implements Comparable<DecisionId> {
    /** Reads what {@link #toString()} writes. */
    public static DecisionId parse(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no decision: write SYMBOL@NANOS, like BTC-USD@1385769600000000000");
        }
        try {
            return new DecisionId(new Symbol(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no decision: nanoseconds must follow the @", e);
        }
    }

    @Override
    public int compareTo(DecisionId other) {
        int byTime = Long.compare(asOfNanos, other.asOfNanos);
        return byTime != 0 ? byTime : symbol.compareTo(other.symbol);
    }

    @Override
    public String toString() {
        return symbol + "@" + asOfNanos;
    }
}
