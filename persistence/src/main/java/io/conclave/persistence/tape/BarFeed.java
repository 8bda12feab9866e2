package io.conclave.persistence.tape;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Instrument;
import io.conclave.persistence.tape.BadInput.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Bars of one length: each stamp stands once, and none may overlap the one before it. */
final class BarFeed implements Feed {
    private final Instrument instrument;
    private final BarStamp stamp;
    private final long length;
    private final Optional<Duration> interval;
    private final RecordedTape.BarsBuilder tape;
    private final Stamps stamps;
    private long newestStamp = Long.MIN_VALUE;
    private long newestClose = Long.MIN_VALUE;

    /**
     * @param length of the bars in the file
     * @param interval of the bars wanted: a multiple of the length; empty for bars as recorded
     */
    BarFeed(Instrument instrument, BarStamp stamp, Duration length, Optional<Duration> interval) {
        this.instrument = instrument;
        this.stamp = stamp;
        this.length = length.toNanos();
        this.interval = interval.filter(wanted -> !wanted.equals(length));
        this.tape = this.interval
                .map(RecordedTape::ofBars)
                .orElseGet(RecordedTape::ofBars)
                .instrument(instrument);
        this.stamps = new Stamps(stamp == BarStamp.OPEN);
    }

    @Override
    public Taken take(Row row) {
        long stamped = stamps.nanos(row);
        long open = row.positiveE8(1);
        long high = row.positiveE8(2);
        long low = row.positiveE8(3);
        long close = row.positiveE8(4);
        Row.Rounded volume = row.roundedE8(5);
        if (low > Math.min(open, close) || high < Math.max(open, close)) {
            throw row.bad(
                    Fault.INCONSISTENT,
                    "open " + row.text(1) + " and close " + row.text(4) + " do not both lie between low " + row.text(3)
                            + " and high " + row.text(2));
        }
        checkOrder(row, stamped);
        long opened = stamp == BarStamp.OPEN ? stamped : Math.subtractExact(stamped, length);
        long closed = Math.addExact(opened, length);
        checkPlace(row, opened, closed);
        tape.bar(instrument.symbol(), opened, closed, open, high, low, close, volume.e8());
        newestStamp = stamped;
        newestClose = closed;
        return new Taken(true, volume.changed(), closed);
    }

    private void checkOrder(Row row, long stamped) {
        if (stamped == newestStamp) {
            throw row.bad(Fault.DUPLICATE, "a second bar is stamped " + Instant.ofEpochSecond(0, stamped));
        }
        if (stamped < newestStamp) {
            throw row.bad(Fault.UNSORTED, TradeFeed.older(stamped, newestStamp));
        }
    }

    private void checkPlace(Row row, long opened, long closed) {
        if (opened < newestClose) {
            throw row.bad(
                    Fault.OVERLAPPING,
                    "this bar follows the one before it by less than their length, "
                            + TapeReport.words(Duration.ofNanos(length)));
        }
        if (interval.isPresent()) {
            long wanted = interval.get().toNanos();
            if (Math.floorDiv(opened, wanted) != Math.floorDiv(closed - 1, wanted)) {
                throw row.bad(
                        Fault.OVERLAPPING,
                        "this bar, from " + Instant.ofEpochSecond(0, opened) + " to "
                                + Instant.ofEpochSecond(0, closed) + ", belongs to two bars of "
                                + TapeReport.words(interval.get()));
            }
        }
    }

    @Override
    public Duration barLength() {
        return Duration.ofNanos(length);
    }

    @Override
    public RecordedTape build() {
        return tape.build();
    }
}
