package io.conclave.persistence.news;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.analyst.NewsArchive;
import io.conclave.agents.analyst.NewsItem;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a decision may know of the news is the same list on every store, in the same order, at every round. */
class SameNewsEverywhereTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final long WEEK = 7 * 24 * 3_600 * 1_000_000_000L;
    private static final long QUARTER = 900 * 1_000_000_000L;

    @Test
    void aWeekOfRoundsOverAWireWithHostileAndEqualTimes(@TempDir Path folder) {
        long end = nanos("2013-12-02T00:00:00Z");
        var wire = new ArrayList<>(NewsArchive.bitcoin2013().items(BTC, Long.MIN_VALUE, Long.MAX_VALUE));
        wire.addAll(hostile(end - WEEK / 2));
        Collections.shuffle(wire, new Random(1));
        var archive = NewsArchive.of(wire);
        try (var embedded = TestJournal.fresh(JournalKind.H2, folder);
                var server = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            var h2 = new NewsStore(embedded.database());
            var postgres = new NewsStore(server.database());
            assertThat(h2.add(wire)).isEqualTo(wire.size());
            Collections.reverse(wire);
            assertThat(postgres.add(wire)).isEqualTo(wire.size());

            for (long asOf = end - WEEK; asOf <= end; asOf += QUARTER) {
                var known = archive.items(BTC, asOf - WEEK, asOf);
                assertThat(h2.items(BTC, asOf - WEEK, asOf)).isEqualTo(known);
                assertThat(postgres.items(BTC, asOf - WEEK, asOf)).isEqualTo(known);
            }
            assertThat(postgres.items(BTC, Long.MIN_VALUE, Long.MAX_VALUE))
                    .isEqualTo(h2.items(BTC, Long.MIN_VALUE, Long.MAX_VALUE))
                    .hasSize(wire.size());
        }
    }

    /** Published at the edges of the lookback, ingested at once or never, with ids that locales sort differently. */
    private static List<NewsItem> hostile(long about) {
        var items = new ArrayList<NewsItem>();
        int number = 0;
        for (var id :
                List.of("a-b", "a_b", "aB", "AB", "ab", "Ab", "\u00e4b", "a b", "10", "9", "\ud83d\ude80", "\uff21")) {
            items.add(item(id, about, about, number++));
            items.add(item(id + "'", about - WEEK, about, number++));
            items.add(item(id + "\"", about - WEEK + 1, about + QUARTER, number++));
            items.add(item(id + "\\", about + 1, about + QUARTER, number++));
            items.add(item(id + "%", Long.MIN_VALUE + 1, Long.MAX_VALUE, number++));
            items.add(item(id + "\n", about + QUARTER, about + QUARTER + 1, number++));
        }
        return items;
    }

    private static NewsItem item(String id, long published, long ingested, int number) {
        return new NewsItem(
                id, published, ingested, "wire", "'; DROP TABLE news; -- " + number, "\u202e", List.of(BTC));
    }

    private static long nanos(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
    }
}
