package io.conclave.persistence.tape;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Instrument;
import io.conclave.persistence.tape.BadInput.Fault;
import java.time.Duration;
import java.time.Instant;

/** Trades: several may share a stamp, none may be older than the one before it. */
final class TradeFeed implements Feed {
    private final Instrument instrument;
    private final Duration interval;
    private final RecordedTape.TradesBuilder tape;
    private final Stamps stamps = new Stamps(false);
    private long newest = Long.MIN_VALUE;

    TradeFeed(Instrument instrument, Duration interval) {
        this.instrument = instrument;
        this.interval = interval;
        this.tape = RecordedTape.ofTrades(interval).instrument(instrument);
    }

    @Override
    public Taken take(Row row) {
        long at = stamps.nanos(row);
        long price = row.positiveE8(1);
        long amount = row.amountE8(2);
        if (at < newest) {
            throw row.bad(Fault.UNSORTED, older(at, newest));
        }
        newest = at;
        if (amount > 0) {
            tape.trade(instrument.symbol(), at, price, amount);
        }
        return new Taken(amount > 0, false, at);
    }

    static String older(long at, long newest) {
        return Instant.ofEpochSecond(0, at) + " is older than the row before it, " + Instant.ofEpochSecond(0, newest);
    }

    @Override
    public Duration barLength() {
        return interval;
    }

    @Override
    public RecordedTape build() {
        return tape.build();
    }
}
