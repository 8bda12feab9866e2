package io.conclave.app.web;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.DecisionId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which round of its instrument a decision is: one is held at each closing that has a bar. Immutable. */
final class Rounds {
    private final Map<Symbol, long[]> closings = new TreeMap<>();

    Rounds(MarketTape tape) {
        for (Symbol symbol : tape.symbols()) {
            long[] held = tape.closings().stream()
                    .filter(closing -> tape.barClosingAt(symbol, closing).isPresent())
                    .mapToLong(Long::longValue)
                    .toArray();
            closings.put(symbol, held);
        }
    }

    /** Counts from 1. */
    long numberOf(DecisionId id) {
        return at(id) + 1L;
    }

    /** When the next round of the instrument is held, which is when this one is scored; absent for the last. */
    Optional<Long> next(DecisionId id) {
        long[] held = heldOn(id.symbol());
        int next = at(id) + 1;
        return next < held.length ? Optional.of(held[next]) : Optional.empty();
    }

    private int at(DecisionId id) {
        int at = Arrays.binarySearch(heldOn(id.symbol()), id.asOfNanos());
        if (at < 0) {
            throw new IllegalArgumentException("No bar of the tape closes at " + id);
        }
        return at;
    }

    private long[] heldOn(Symbol symbol) {
        return closings.getOrDefault(symbol, new long[0]);
    }
}
