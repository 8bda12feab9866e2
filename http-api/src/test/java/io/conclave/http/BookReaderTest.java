package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conclave.domain.market.BookLevel;
import io.conclave.http.book.Book;
import io.conclave.http.book.Scale;
import io.conclave.testkit.Browser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The reference reader, in a real JavaScript engine, fed with frames that a real server sent: whole, and with some
 * dropped, repeated, swapped or damaged. It must keep the book or notice, never be wrong without knowing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BookReaderTest {
    private static final int DEPTH = 5;

    private final List<Book> states = MovingBook.states(200);
    private final List<JsonNode> frames = new ArrayList<>();
    private RunningServer api;
    private Browser browser;

    @BeforeAll
    void record() throws Exception {
        var run = new CannedRun(1, false);
        // One state at a time, so that the client gets many frames rather than one that merges them all.
        run.books = _ -> Optional.of(
                Source.from(states).throttle(200, Duration.ofSeconds(1)).concat(Source.maybe()));
        api = RunningServer.over(run);
        browser = Browser.start(400, 300, false);
        browser.open(api.uri("/version").toString());
        try (var client = StreamClient.reading(api)) {
            client.say("{'op':'subscribe','channel':'book','symbol':'BTC-USD','depth':" + DEPTH + "}");
            long last = MovingBook.lastVisible(states, DEPTH).seq();
            frames.addAll(client.upTo(frame -> frame.path("seq").asLong() >= last));
        }
    }

    @AfterAll
    void stop() throws Exception {
        browser.close();
        api.close();
    }

    @Test
    void wholeFramesGiveTheServersBook() {
        var end = states.getLast().top(DEPTH);

        assertThat(frames).hasSizeGreaterThan(20);
        assertThat(read(frames)).containsOnly("ok");
        assertThat(String.valueOf(browser.eval("JSON.stringify([window.reader.bids, window.reader.asks])")))
                .isEqualTo(json(end.bids(), end.asks(), end.scale()));
    }

    @Test
    void aRepeatedFrameIsIgnored() {
        var twice = frames.stream().flatMap(f -> Stream.of(f, f)).skip(2).toList();
        var whole = new ArrayList<>(frames.subList(0, 1));
        whole.addAll(twice);

        var heard = read(whole);

        assertThat(heard).containsOnly("ok", "repeat");
        assertThat(heard.getLast()).isEqualTo("repeat");
        assertThat(number("window.reader.seq"))
                .isEqualTo(frames.getLast().path("seq").asLong());
    }

    @Test
    void everyDroppedFrameIsNoticedAtTheNextOne() {
        for (int lost = 1; lost < frames.size() - 1; lost++) {
            var without = new ArrayList<>(frames);
            without.remove(lost);
            var heard = read(without);
            assertThat(heard.subList(0, lost)).as("before %s", lost).containsOnly("ok");
            assertThat(heard.get(lost)).as("after %s", lost).isEqualTo("gap");
            assertThat(heard.subList(lost, heard.size())).doesNotContain("ok");
        }
    }

    @Test
    void swappedFramesAreNoticed() {
        for (int i = 1; i < frames.size() - 1; i++) {
            var swapped = new ArrayList<>(frames);
            swapped.set(i, frames.get(i + 1));
            swapped.set(i + 1, frames.get(i));
            assertThat(read(swapped).get(i)).isEqualTo("gap");
        }
    }

    @Test
    void aWrongQuantityIsNoticedByTheChecksum() {
        int noticed = 0;
        for (int i = 1; i < frames.size(); i++) {
            var damaged = new ArrayList<>(frames);
            var frame = (ObjectNode) frames.get(i).deepCopy();
            var side = frame.path("bids").isEmpty() ? "asks" : "bids";
            if (frame.path(side).isEmpty()) {
                continue; // what changed was undone before it was sent
            }
            var level = (ArrayNode) frame.path(side).path(0);
            level.set(1, "123.4567");
            damaged.set(i, frame);
            assertThat(read(damaged).get(i)).as("frame %s", frame).isEqualTo("checksum");
            noticed++;
        }
        assertThat(noticed).isPositive();
    }

    @Test
    void afterALossASnapshotMakesItWholeAgain() {
        var resumed = new ArrayList<>(frames);
        resumed.remove(3);
        resumed.addAll(frames);

        var heard = read(resumed);

        assertThat(heard.get(3)).isEqualTo("gap");
        assertThat(heard.subList(frames.size() - 1, heard.size())).containsOnly("ok");
    }

    private List<String> read(List<JsonNode> given) {
        var heard = browser.await(
                "import('/book-reader.js').then(({ BookReader }) => { window.reader = new BookReader(" + DEPTH
                        + "); return JSON.parse(arguments[0]).map((f) => window.reader.read(f)); })",
                given.toString());
        assertThat(heard).isInstanceOf(List.class);
        return ((List<?>) heard).stream().map(String::valueOf).toList();
    }

    private long number(String expression) {
        return ((Number) browser.eval(expression)).longValue();
    }

    private static String json(List<BookLevel> bids, List<BookLevel> asks, Scale scale) {
        return "[" + side(bids, scale) + "," + side(asks, scale) + "]";
    }

    private static String side(List<BookLevel> levels, Scale scale) {
        return levels.stream()
                .map(l -> "[\"" + scale.write(l.price()) + "\",\"" + scale.write(l.quantity()) + "\"]")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
