package io.conclave.agents;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** Columns of trades as a list, with ids that say the source and the place in it. */
final class RecordedTrades extends AbstractList<Trade> implements RandomAccess {
    private final Symbol symbol;
    private final String source;
    private final TradeColumns columns;

    RecordedTrades(Symbol symbol, String source, TradeColumns columns) {
        this.symbol = symbol;
        this.source = source;
        this.columns = columns;
    }

    @Override
    public Trade get(int index) {
        Objects.checkIndex(index, columns.size());
        return new Trade(
                symbol,
                source + ":" + index,
                columns.atNanos(index),
                new Price(columns.priceE8(index)),
                new Quantity(columns.amountE8(index)));
    }

    @Override
    public int size() {
        return columns.size();
    }
}
