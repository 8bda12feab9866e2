package io.conclave.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.app.session.Settings;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.news.Meaning;
import io.conclave.persistence.news.NewsSearch;
import io.conclave.testkit.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** News is read for its meaning beside everything else. */
@SuppressWarnings("NullAway.Init") // set before each test
class NewsReadingTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final NewsSearch.Among ALL = new NewsSearch.Among(Long.MAX_VALUE, Optional.empty(), 200);

    private Database database;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open(JournalConfig.from(Settings.load(Optional.empty(), Map.of()))
                .at(JournalKind.H2, folder.resolve("journal").toString(), "conclave", ""));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWasThereAndWhatComesInLaterIsFound() {
        var meaning = meaning(text -> same());
        // More than are read at a time.
        store(0, 40);
        try (var reading = NewsReading.start(database.newsEmbedder(meaning))) {
            Patience.until("the news that was there", () -> found(meaning) == 40);

            store(40, 3);
            Patience.until("the news that came in", () -> found(meaning) == 43);
            assertThat(reading).isNotNull();
        }
    }

    @Test
    void whatFailsIsTriedAgain() {
        var tries = new AtomicInteger();
        var meaning = meaning(text -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("the database is away");
            }
            return same();
        });
        store(0, 1);
        try (var reading = NewsReading.start(database.newsEmbedder(meaning))) {
            Patience.until("the news", () -> found(meaning(text -> same())) == 1);
            assertThat(reading).isNotNull();
        }
        assertThat(tries).hasValue(3);
    }

    @Test
    void closingWaitsForWhatIsAtHandAndReadsNoMore() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var meaning = meaning(text -> {
            begun.countDown();
            awaitUnlessInterrupted(goOn);
            return same();
        });
        store(0, 1);
        var reading = NewsReading.start(database.newsEmbedder(meaning));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        store(1, 1);

        var closing = CompletableFuture.runAsync(reading::close);
        assertThat(closing).isNotDone();
        goOn.countDown();

        assertThat(closing).succeedsWithin(Duration.ofSeconds(30));
        assertThat(found(meaning(text -> same()))).isEqualTo(1);
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in the middle of an item", e);
        }
    }

    private static Meaning meaning(Function<String, float[]> vector) {
        return new Meaning("test", vector);
    }

    private static float[] same() {
        var vector = new float[Meaning.DIMENSION];
        vector[0] = 1;
        return vector;
    }

    private void store(int from, int count) {
        var items = new ArrayList<NewsItem>();
        for (int i = from; i < from + count; i++) {
            items.add(NewsItem.of(i, i, "wire", "item " + i, "", List.of(BTC)));
        }
        database.news().add(items);
    }

    private int found(Meaning meaning) {
        return database.newsSearch(meaning).nearest("anything", ALL).size();
    }
}
