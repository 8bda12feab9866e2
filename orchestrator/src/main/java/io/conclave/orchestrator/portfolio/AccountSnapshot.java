package io.conclave.orchestrator.portfolio;

import io.conclave.agents.Wire;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An account at a moment, with the prices it was valued at.
 *
 * @param atNanos event time of the marks; 0 before the first
 * @param marks the last price of each instrument seen so far
 * @param peakEquity the highest equity at any mark, never below the initial cash
 * @param day that of the marks
 */
public record AccountSnapshot(
        long atNanos,
        Portfolio portfolio,
        SortedMap<Symbol, Price> marks,
        Money equity,
        Money peakEquity,
        TradingDay day)
        implements Wire {
    public AccountSnapshot {
        marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
    }

    /** An account at the first marks of a day. */
    public AccountSnapshot(
            long atNanos, Portfolio portfolio, SortedMap<Symbol, Price> marks, Money equity, Money peakEquity) {
        this(atNanos, portfolio, marks, equity, peakEquity, TradingDay.at(atNanos, equity));
    }

    static AccountSnapshot opening(Money cash) {
        return new AccountSnapshot(0, Portfolio.withCash(cash), new TreeMap<>(), cash, cash);
    }

    public Quantity quantity(Symbol symbol) {
        return portfolio.quantity(symbol);
    }

    public Money grossExposure() {
        return portfolio.grossExposure(marks);
    }

    /** What is held of an instrument as a share of equity, signed; zero when the account is worth nothing. */
    public Fraction weight(Symbol symbol) {
        var mark = Optional.ofNullable(marks.get(symbol));
        if (mark.isEmpty() || equity.signum() <= 0) {
            return Fraction.ZERO;
        }
        return portfolio.position(symbol).valueAt(mark.get()).per(equity);
    }

    /** What all other instruments take of equity, longs and shorts added; zero when the account is worth nothing. */
    public Fraction grossElsewhere(Symbol symbol) {
        if (equity.signum() <= 0) {
            return Fraction.ZERO;
        }
        var here = marks.containsKey(symbol)
                ? portfolio.position(symbol).valueAt(marks.get(symbol)).abs()
                : Money.ZERO;
        return grossExposure().minus(here).per(equity);
    }
}
