package io.conclave.persistence.readmodel;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an account was worth at a mark, and the prices it was valued at. */
public record EquityPoint(long asOfNanos, Money cash, Money equity, SortedMap<Symbol, Price> marks) {
    public EquityPoint {
        marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
    }
}
