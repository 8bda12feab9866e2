package io.conclave.persistence.marketdata;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import java.time.Duration;
import java.time.Instant;

/** One row of {@code market_data}. */
sealed interface MarketRow {
    String BAR = "bar";
    String TRADE = "trade";

    Symbol symbol();

    String kind();

    /** When it was known: a bar's close, epoch nanoseconds. */
    long eventNanos();

    String sourceId();

    /** A symbol has one bar of a length at a time, whoever brought it: so its length is its id. */
    record OfBar(Bar bar) implements MarketRow {
        @Override
        public Symbol symbol() {
            return bar.symbol();
        }

        @Override
        public String kind() {
            return BAR;
        }

        @Override
        public long eventNanos() {
            return bar.closeNanos();
        }

        @Override
        public String sourceId() {
            return lengthId(bar.closeNanos() - bar.openNanos());
        }

        @Override
        public String toString() {
            return "the bar of " + bar.symbol() + " that closed at " + Instant.ofEpochSecond(0, bar.closeNanos());
        }
    }

    /** A trade's own id. */
    record OfTrade(Trade trade) implements MarketRow {
        @Override
        public Symbol symbol() {
            return trade.symbol();
        }

        @Override
        public String kind() {
            return TRADE;
        }

        @Override
        public long eventNanos() {
            return trade.atNanos();
        }

        @Override
        public String sourceId() {
            return trade.id();
        }

        @Override
        public String toString() {
            return "trade " + trade.id() + " of " + trade.symbol() + " at " + Instant.ofEpochSecond(0, trade.atNanos());
        }
    }

    /** Source id of bars of this length: {@code PT15M}. */
    static String lengthId(long nanos) {
        return Duration.ofNanos(nanos).toString();
    }
}
