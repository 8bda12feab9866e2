package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.book.OrderBook;

/** Prices in an instrument's ticks, quantities in its lots. */
record Grid(long tickE8, long lotE8) {
    static Grid of(Instrument instrument) {
        return new Grid(instrument.tick().e8(), instrument.lot().e8());
    }

    boolean isOn(Price price) {
        return price.e8() % tickE8 == 0;
    }

    boolean isOn(Quantity quantity) {
        return quantity.e8() % lotE8 == 0;
    }

    /** A book takes them. */
    boolean isInRange(Price price) {
        return price.e8() / tickE8 <= OrderBook.MOST;
    }

    boolean isInRange(Quantity quantity) {
        return quantity.e8() / lotE8 <= OrderBook.MOST;
    }

    /** The tick at or below. */
    long down(long priceE8) {
        return Math.floorDiv(priceE8, tickE8);
    }

    /** The tick at or above. */
    long up(long priceE8) {
        return Math.ceilDiv(priceE8, tickE8);
    }

    Price price(long ticks) {
        return new Price(Math.multiplyExact(ticks, tickE8));
    }

    /** Whole lots; what is less than one is left out. */
    long lots(Quantity quantity) {
        return quantity.e8() / lotE8;
    }

    Quantity quantity(long lots) {
        return new Quantity(Math.multiplyExact(lots, lotE8));
    }
}
