package io.conclave.persistence.news;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.analyst.NewsArchive;
import io.conclave.agents.analyst.NewsItem;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewsStoreTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol LTC = new Symbol("LTC-USD");
    private static final NewsItem EARLY = NewsItem.of(10, 20, "wire", "Early", "", List.of(BTC));
    private static final NewsItem LATE = NewsItem.of(5, 40, "wire", "Published first, known last", "", List.of(BTC));
    private static final NewsItem BOTH = NewsItem.of(15, 20, "wire", "Two coins", "…", List.of(BTC, LTC));
    private static final List<NewsItem> ALL = List.of(LATE, BOTH, EARLY);

    @ParameterizedTest
    @EnumSource
    void nothingIngestedAfterTheQuestionIsInTheAnswer(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var store = new NewsStore(journal.database());
            store.add(ALL);

            assertThat(store.items(BTC, 0, 39)).containsExactlyInAnyOrder(EARLY, BOTH);
            assertThat(store.items(BTC, 0, 40)).contains(LATE);
            assertThat(store.items(BTC, 0, 19)).isEmpty();
            assertThat(store.items(LTC, 0, 40)).containsExactly(BOTH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theStoreAnswersAsTheArchiveInMemoryDoes(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var archive = NewsArchive.of(ALL);
            var store = new NewsStore(journal.database());
            store.add(ALL);

            for (long asOf = 0; asOf <= 50; asOf += 5) {
                for (long after = -1; after <= 20; after += 3) {
                    assertThat(store.items(BTC, after, asOf))
                            .as("published after %s, as of %s", after, asOf)
                            .isEqualTo(archive.items(BTC, after, asOf));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void newsBroughtTwiceIsKeptOnceAsItFirstCame(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var store = new NewsStore(journal.database());
            var again = NewsItem.of(10, 30, "wire", "Early", "", List.of(BTC));

            assertThat(store.add(List.of(EARLY))).isEqualTo(1);
            assertThat(store.add(List.of(again, EARLY))).isZero();
            assertThat(store.items(BTC, 0, 100)).containsExactly(EARLY);
        }
    }
}
