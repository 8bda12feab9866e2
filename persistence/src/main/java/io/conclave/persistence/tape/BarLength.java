package io.conclave.persistence.tape;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.conclave.domain.market.Symbol;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long the bars of a file are, told by the distances of its first thousand stamps.
 *
 * <p>It is the most frequent distance, the shorter of two equally frequent ones: bars may be missing, and a stray stamp
 * must not decide. Where bars are missing at random, one length is still more frequent than two, and two than three.
 */
final class BarLength {
    private static final int LOOKED_AT = 1_000;

    private BarLength() {}

    /** Empty when no two rows can be compared. */
    static Optional<Duration> of(Source source, Symbol symbol) {
        SortedMap<Long, Integer> distances = new TreeMap<>();
        var stamps = new Stamps(true);
        long before = Long.MIN_VALUE;
        try (var table = Table.open(source, symbol)) {
            for (int i = 0; i < LOOKED_AT && table.hasNext(); i++) {
                long stamp = stampOf(source, table.header(), stamps, table.next());
                if (before != Long.MIN_VALUE && stamp > before) {
                    distances.merge(stamp - before, 1, Integer::sum);
                }
                before = stamp;
            }
        }
        return distances.entrySet().stream()
                .max(Map.Entry.<Long, Integer>comparingByValue()
                        .thenComparing(Map.Entry.<Long, Integer>comparingByKey().reversed()))
                .map(distance -> Duration.ofNanos(distance.getKey()));
    }

    /** A row that cannot be read says nothing here; the reading itself will complain of it. */
    private static long stampOf(Source source, Header header, Stamps stamps, CsvRecord fields) {
        try {
            return stamps.nanos(new Row(source.name(), header, fields));
        } catch (BadInput e) {
            return Long.MIN_VALUE;
        }
    }
}
