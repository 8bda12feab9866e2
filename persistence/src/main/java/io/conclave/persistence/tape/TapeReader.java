package io.conclave.persistence.tape;

import io.conclave.agents.BadTapeException;
import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Instrument;
import io.conclave.persistence.tape.BadInput.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one instrument's recorded trades or bars from a CSV file, plain or gzipped, onto a tape.
 *
 * <p>The header says which: {@code timestamp,price,amount} or {@code timestamp,open,high,low,close,volume}, in any
 * order. The file is streamed; only the tape's columns stay in memory. Whatever is wrong ends the reading with a
 * {@link BadInput}, unless bad rows are to be skipped: then they are counted. Immutable.
 *
 * @param instrument whose record it is
 * @param interval of the tape's bars; if absent, bars are taken as recorded and trades make bars of
 *     {@link #DEFAULT_INTERVAL}
 * @param stamp which end of a bar its stamp is
 * @param skipBad whether a bad row is counted and left out instead of ending the reading
 */
public record TapeReader(Instrument instrument, @Nullable Duration interval, BarStamp stamp, boolean skipBad) {

    /** Length of the bars that trades are made into, unless told. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(15);

    private static final int REMEMBERED = 10;

    /** Reads bars as recorded, stamped at their close, and no bad rows. */
    public static TapeReader of(Instrument instrument) {
        return new TapeReader(instrument, null, BarStamp.CLOSE, false);
    }

    /** The same, with bars of this length. */
    public TapeReader withInterval(Duration interval) {
        return new TapeReader(instrument, interval, stamp, skipBad);
    }

    /** The same, with stamps that mean this end of a bar. */
    public TapeReader withStamp(BarStamp stamp) {
        return new TapeReader(instrument, interval, stamp, skipBad);
    }

    /** The same, leaving out bad rows. */
    public TapeReader skippingBad() {
        return new TapeReader(instrument, interval, stamp, true);
    }

    /** @throws BadInput if the file cannot be read, or a row is bad and bad rows are not skipped */
    public Recording read(Path file) {
        return read(Source.of(file));
    }

    Recording read(Source source) {
        try (var table = Table.open(source, instrument.symbol())) {
            checkSymbol(source, table);
            Feed feed = feedFor(source, table.header());
            var count = new Count();
            while (table.hasNext()) {
                count.rows++;
                try {
                    count.add(feed.take(new Row(source.name(), table.header(), table.next())), feed);
                } catch (BadInput bad) {
                    if (!skipBad) {
                        throw bad;
                    }
                    count.skip(bad);
                }
            }
            return finished(source, table, feed, count);
        }
    }

    private void checkSymbol(Source source, Table table) {
        if (!table.hasNext() && table.passedOver() > 0) {
            throw new BadInput(
                    Fault.UNKNOWN_SYMBOL,
                    source.name(),
                    0,
                    "none of its " + table.passedOver() + " rows is of " + instrument.symbol() + "; there is "
                            + String.join(", ", table.otherSymbols()) + ": say which with --instrument");
        }
    }

    private Recording finished(Source source, Table table, Feed feed, Count count) {
        if (count.rows == 0) {
            throw new BadInput(Fault.EMPTY, source.name(), 1, "there is a header and no row below it");
        }
        if (count.kept == 0) {
            throw new BadInput(
                    Fault.EMPTY, source.name(), 0, "none of its " + count.rows + " rows can be put on a tape");
        }
        return new Recording(built(source, feed), count.report(source, table, feed));
    }

    private static RecordedTape built(Source source, Feed feed) {
        try {
            return feed.build();
        } catch (BadTapeException e) {
            var bad = new BadInput(Fault.OUT_OF_RANGE, source.name(), 0, String.valueOf(e.getMessage()));
            bad.initCause(e);
            throw bad;
        }
    }

    private Feed feedFor(Source source, Header header) {
        return switch (header.kind()) {
            case TRADES ->
                new TradeFeed(instrument, Optional.ofNullable(interval).orElse(DEFAULT_INTERVAL));
            case BARS -> barFeed(source, header);
        };
    }

    private Feed barFeed(Source source, Header header) {
        if (header.saysStart() && stamp == BarStamp.CLOSE) {
            throw new BadInput(
                    Fault.HEADER,
                    source.name(),
                    1,
                    header.stampName() + " is the start of a bar, which is known at its close: say --bar-stamp open");
        }
        Optional<Duration> wanted = Optional.ofNullable(interval);
        Duration length = BarLength.of(source, instrument.symbol())
                .or(() -> wanted)
                .orElseThrow(() -> new BadInput(
                        Fault.EMPTY, source.name(), 0, "too few bars to tell how long they are: say --interval"));
        if (wanted.isPresent() && wanted.get().toNanos() % length.toNanos() != 0) {
            throw new BadInput(
                    Fault.OVERLAPPING,
                    source.name(),
                    0,
                    "its bars of " + TapeReport.words(length) + " do not add up to bars of "
                            + TapeReport.words(wanted.get()));
        }
        return new BarFeed(instrument, stamp, length, wanted);
    }

    /** What was seen so far. */
    private static final class Count {
        private final SortedMap<Fault, Long> skipped = new TreeMap<>();
        private final List<BadInput> firstSkipped = new ArrayList<>();
        private long rows;
        private long kept;
        private long zeroAmounts;
        private long roundedVolumes;
        private long repeatedStamps;
        private long gaps;
        private long longestGap;
        private long first;
        private long last;

        void add(Feed.Taken taken, Feed feed) {
            if (!taken.kept()) {
                zeroAmounts++;
                return;
            }
            if (kept == 0) {
                first = taken.nanos();
            } else {
                compare(taken.nanos() - last, feed.barLength().toNanos());
            }
            if (taken.rounded()) {
                roundedVolumes++;
            }
            last = taken.nanos();
            kept++;
        }

        private void compare(long distance, long barLength) {
            if (distance == 0) {
                repeatedStamps++;
            }
            if (distance > barLength) {
                gaps++;
                longestGap = Math.max(longestGap, distance);
            }
        }

        void skip(BadInput bad) {
            skipped.merge(bad.fault(), 1L, Long::sum);
            if (firstSkipped.size() < REMEMBERED) {
                firstSkipped.add(bad);
            }
        }

        TapeReport report(Source source, Table table, Feed feed) {
            return new TapeReport(
                    source.name(),
                    table.digest(),
                    feed instanceof BarFeed,
                    rows,
                    kept,
                    zeroAmounts,
                    roundedVolumes,
                    repeatedStamps,
                    gaps,
                    Duration.ofNanos(longestGap),
                    first,
                    last,
                    feed.barLength(),
                    Collections.unmodifiableSortedMap(skipped),
                    List.copyOf(firstSkipped),
                    table.header().others(),
                    table.passedOver());
        }
    }
}
