package io.conclave.app.web;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.DecisionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which round of its instrument a decision is: one is held at each closing that has a bar, however far the tape is. */
final class Rounds {
    private final MarketTape tape;
    private final Map<Symbol, List<Long>> held = new TreeMap<>();
    private int looked;

    Rounds(MarketTape tape) {
        this.tape = tape;
        tape.symbols().forEach(symbol -> held.put(symbol, new ArrayList<>()));
    }

    /** Counts from 1. */
    long numberOf(DecisionId id) {
        return at(id) + 1L;
    }

    /** When the next round of the instrument is held, which is when this one is scored; absent for the last. */
    synchronized Optional<Long> next(DecisionId id) {
        int next = at(id) + 1;
        var rounds = heldOn(id.symbol());
        return next < rounds.size() ? Optional.of(rounds.get(next)) : Optional.empty();
    }

    private synchronized int at(DecisionId id) {
        int at = Collections.binarySearch(heldOn(id.symbol()), id.asOfNanos());
        if (at < 0) {
            throw new IllegalArgumentException("No bar of the tape closes at " + id);
        }
        return at;
    }

    private List<Long> heldOn(Symbol symbol) {
        var closings = tape.closings();
        for (; looked < closings.size(); looked++) {
            long closing = closings.get(looked);
            held.forEach((each, rounds) -> {
                if (tape.barClosingAt(each, closing).isPresent()) {
                    rounds.add(closing);
                }
            });
        }
        return held.getOrDefault(symbol, List.of());
    }
}
