package io.conclave.persistence.news;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewsSearchTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol LTC = new Symbol("LTC-USD");
    private static final Optional<Symbol> ANY = Optional.empty();

    private final Path folder;

    NewsSearchTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource
    void whatMeansTheSameIsFoundFirstAndNothingFromLater(JournalKind kind) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            stored(
                    journal,
                    item("robbed exchange", 10, BTC),
                    item("new coin", 20, LTC),
                    item("exchange", 30, BTC, LTC));
            var search = new NewsSearch(journal.database(), kind, words());

            assertThat(headlines(search.nearest("exchange robbed", among(40, ANY, 2))))
                    .containsExactly("robbed exchange", "exchange");
            assertThat(headlines(search.nearest("exchange", among(29, ANY, 10))))
                    .containsExactly("robbed exchange", "new coin");
            assertThat(headlines(search.nearest("exchange", among(40, Optional.of(LTC), 10))))
                    .containsExactly("exchange", "new coin");
            assertThat(search.nearest("exchange", among(9, ANY, 10))).isEmpty();
            var first = search.nearest("exchange", among(40, ANY, 1)).getFirst();
            assertThat(first.similarity()).isBetween(0.999, 1.001);
            assertThat(first.item()).isEqualTo(item("exchange", 30, BTC, LTC));
        }
    }

    @ParameterizedTest
    @EnumSource
    void newsWithoutAVectorOrWithOneOfOtherWeightsIsNotFound(JournalKind kind) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            stored(journal, item("exchange", 10, BTC));
            new NewsStore(journal.database()).add(List.of(item("exchange robbed", 11, BTC)));
            var others = new Meaning("other weights", words().vector());
            var search = new NewsSearch(journal.database(), kind, words());

            assertThat(headlines(search.nearest("exchange", among(40, ANY, 9)))).containsExactly("exchange");
            assertThat(new NewsSearch(journal.database(), kind, others).nearest("exchange", among(40, ANY, 9)))
                    .isEmpty();
            assertThat(new NewsEmbedder(journal.database(), kind, others).embed(1))
                    .isEqualTo(1);
            assertThat(new NewsEmbedder(journal.database(), kind, others).embed(9))
                    .isEqualTo(1);
            assertThat(new NewsEmbedder(journal.database(), kind, others).embed(9))
                    .isZero();
            assertThat(search.nearest("exchange", among(40, ANY, 9))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void newsOfTheSameContentIsKeptOnceWhateverItsId(JournalKind kind) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var store = new NewsStore(journal.database());
            var first = item("exchange", 10, BTC);
            var again = new NewsItem("another id", 10, 12, "wire", "exchange", "", List.of(BTC));

            assertThat(store.add(List.of(first, again))).isEqualTo(1);
            assertThat(store.add(List.of(again))).isZero();
            assertThat(store.items(BTC, 0, 100)).containsExactly(first);
        }
    }

    /** Enough of it that the index is used, with a filter that lets a third through. */
    @Test
    void theIndexFindsNearlyAllThatAnExactSearchFindsUnderAFilter() {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            var random = new Random(7);
            var meaning = new Meaning("clustered", text -> clustered(new Random(text.hashCode()), 40));
            var items = new ArrayList<NewsItem>();
            for (int i = 0; i < 3_000; i++) {
                items.add(item("item " + i, 1 + random.nextInt(1_000), i % 2 == 0 ? BTC : LTC));
            }
            new NewsStore(journal.database()).add(items);
            while (new NewsEmbedder(journal.database(), JournalKind.POSTGRES, meaning).embed(2_000) > 0) {}
            var search = new NewsSearch(journal.database(), JournalKind.POSTGRES, meaning, 500);

            int found = 0;
            for (int query = 0; query < 50; query++) {
                var vector = clustered(random, 40);
                var among = among(700, Optional.of(BTC), 10);
                var exact = search.nearestExactly(vector, among);
                var indexed = search.nearest(vector, among);
                assertThat(exact).hasSize(10);
                assertThat(indexed)
                        .allSatisfy(
                                hit -> assertThat(hit.item().ingestedNanos()).isLessThanOrEqualTo(700));
                var ids = new TreeSet<>(ids(indexed));
                ids.retainAll(ids(exact));
                found += ids.size();
            }

            assertThat(found / 500.0).isGreaterThanOrEqualTo(0.95);
        }
    }

    @Test
    void noMoreCanBeAskedForThanTwoHundred() {
        assertThatThrownBy(() -> among(1, ANY, 201)).hasMessage("From 1 to 200 items can be asked for, not 201");
    }

    // ---- the trade's words

    private static NewsItem item(String headline, long ingested, Symbol... symbols) {
        return NewsItem.of(ingested, ingested, "wire", headline, "", List.of(symbols));
    }

    private static void stored(TestJournal journal, NewsItem... items) {
        new NewsStore(journal.database()).add(List.of(items));
        new NewsEmbedder(journal.database(), journal.config().kind(), words()).embed(100);
    }

    private static NewsSearch.Among among(long asOf, Optional<Symbol> symbol, int top) {
        return new NewsSearch.Among(asOf, symbol, top);
    }

    private static List<String> headlines(List<NewsSearch.Hit> hits) {
        return hits.stream().map(hit -> hit.item().headline()).toList();
    }

    private static List<String> ids(List<NewsSearch.Hit> hits) {
        return hits.stream().map(hit -> hit.item().id()).toList();
    }

    /** Texts mean the words in them. */
    private static Meaning words() {
        return new Meaning("words", text -> {
            var vector = new float[Meaning.DIMENSION];
            for (var word : text.split("[ .]+", -1)) {
                vector[Math.floorMod(word.hashCode(), Meaning.DIMENSION)] += 1;
            }
            return unit(vector);
        });
    }

    /** Somewhere about one of some centres, as texts are about some subjects. */
    private static float[] clustered(Random random, int centres) {
        var centre = new Random(random.nextInt(centres));
        var vector = new float[Meaning.DIMENSION];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (centre.nextGaussian() + 0.7 * random.nextGaussian());
        }
        return unit(vector);
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(Vectors.cosine(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }
}
