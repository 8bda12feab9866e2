package io.conclave.persistence.marketdata;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Trade;

/** Rows in the text format of COPY: tabs between columns, a line each. */
final class CopyText {
    private static final int SCALE = 8;

    private final StringBuilder text;

    CopyText(int rows) {
        text = new StringBuilder(rows * 96);
    }

    void add(MarketRow row, long ingestedNanos) {
        text.append(row.symbol().name())
                .append('\t')
                .append(row.kind())
                .append('\t')
                .append(row.eventNanos())
                .append('\t');
        escaped(row.sourceId());
        switch (row) {
            case MarketRow.OfBar(Bar bar) -> {
                text.append('\t').append(bar.openNanos());
                decimal(bar.open().e8());
                decimal(bar.high().e8());
                decimal(bar.low().e8());
                decimal(bar.close().e8());
                decimal(bar.volume().e8());
            }
            case MarketRow.OfTrade(Trade trade) -> {
                text.append("\t\\N\t\\N\t\\N\t\\N");
                decimal(trade.price().e8());
                decimal(trade.amount().e8());
            }
        }
        text.append('\t').append(ingestedNanos).append('\n');
    }

    /** Ids come from outside. */
    private void escaped(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
    }

    /** A decimal without its trailing zeros; half as much to send as with them, and no BigDecimal for each. */
    private void decimal(long e8) {
        text.append('\t');
        if (e8 < 0) {
            text.append('-');
        }
        long whole = Math.abs(e8 / 100_000_000L);
        long rest = Math.abs(e8 % 100_000_000L);
        text.append(whole);
        if (rest == 0) {
            return;
        }
        text.append('.');
        int from = text.length();
        text.append(rest);
        text.insert(from, "0".repeat(SCALE - (text.length() - from)));
        while (text.charAt(text.length() - 1) == '0') {
            text.setLength(text.length() - 1);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
