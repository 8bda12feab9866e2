package io.conclave.venues.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.venues.binance.Market;
import io.conclave.venues.capture.CapturePlayer;
import io.conclave.venues.capture.CaptureReader;
import io.conclave.venues.capture.CaptureRecorder;
import io.conclave.venues.capture.CaptureWriter;
import io.conclave.venues.connection.ConnectionSettings;
import io.conclave.venues.faults.LocalVenue.Answer;
import io.conclave.venues.marketdata.BookFeed;
import io.conclave.venues.marketdata.BookView;
import io.conclave.venues.marketdata.FeedStatus.State;
import io.conclave.venues.marketdata.Outcome.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real connection to a venue on this machine, and all that may happen to it: each costs the book, and none makes it wrong. */
class BadLineTest {
    enum Venue {
        SPOT,
        USD_MARGINED,
        COINBASE,
        KRAKEN;

        ScriptedVenue scripted() {
            return switch (this) {
                case SPOT -> new ScriptedBinance(Market.SPOT);
                case USD_MARGINED -> new ScriptedBinance(Market.USD_MARGINED);
                case COINBASE -> new ScriptedCoinbase(true);
                case KRAKEN -> new ScriptedKraken();
            };
        }
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theBookIsTheVenues(Venue venue) throws IOException {
        try (var called = call(venue)) {
            called.changeUntilHeard();

            assertThat(called.heard().reasons()).containsExactly(Reason.CONNECTED);
            assertThat(called.connection().status().state()).isEqualTo(State.LIVE);
            noneIsWrong(called);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingMessageIsNoticed(Venue venue) throws IOException {
        try (var called = call(venue)) {
            called.changeUntilHeard();
            called.change();
            called.tellChange();
            called.heard().await(State.RESYNCING);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();

            assertThat(called.heard().reasons()).contains(venue == Venue.KRAKEN ? Reason.CHECKSUM : Reason.GAP);
            assertThat(called.server().calls()).isOne();
            noneIsWrong(called);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesThatOvertakeEachOtherAreNoticed(Venue venue) throws IOException {
        try (var called = call(venue)) {
            called.changeUntilHeard();
            var late = called.change();
            called.tellChange();
            called.server().client().send(late);
            called.heard().await(State.RESYNCING);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();

            noneIsWrong(called);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatComesTwiceChangesNothing(Venue venue) throws IOException {
        try (var called = call(venue)) {
            called.changeUntilHeard();
            var twice = called.change();
            called.server().client().send(twice);
            called.server().client().send(twice);
            called.changeUntilHeard();

            assertThat(called.heard().reasons()).containsExactly(Reason.CONNECTED);
            noneIsWrong(called);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatIsCutCostsTheBook(Venue venue) throws IOException {
        try (var called = call(venue)) {
            called.changeUntilHeard();
            var whole = called.change();
            called.server().client().send(whole.substring(0, whole.length() / 2));
            called.heard().await(Reason.UNREADABLE);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();

            noneIsWrong(called);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatEndsWithinAMessageIsCalledAnew(Venue venue) throws IOException {
        try (var called = call(venue)) {
            called.changeUntilHeard();
            called.server().client().sendHalf(called.change());
            called.heard().awaitEnd();
            called.heard().await(State.LIVE);
            called.changeUntilHeard();

            assertThat(called.server().calls()).isEqualTo(2);
            noneIsWrong(called);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aVenueThatHangsUpIsCalledAnew(Venue venue) throws IOException {
        try (var called = call(venue)) {
            called.changeUntilHeard();
            called.server().client().hangUp(1001, "24 hours are over");
            called.heard().await(Reason.DISCONNECTED);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();

            noneIsWrong(called);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentVenueIsStaleAndCalledAnew(Venue venue) throws IOException {
        try (var called = new CalledVenue(venue.scripted(), withSilence(Duration.ofMillis(300)))) {
            called.heard().await(State.LIVE);
            called.server().mute(true);
            called.heard().await(State.STALE);
            called.server().mute(false);
            called.heard().await(State.LIVE);

            assertThat(called.server().calls()).isGreaterThan(1);
            noneIsWrong(called);
        }
    }

    @Test
    void aQuietInstrumentIsNotStaleWhileItsVenueAnswersPings() throws IOException {
        try (var called = new CalledVenue(new ScriptedBinance(Market.SPOT), withSilence(Duration.ofMillis(300)))) {
            called.heard().await(State.LIVE);
            called.server().awaitPings(20);
            called.changeUntilHeard();

            assertThat(called.server().calls()).isOne();
        }
    }

    @Test
    void aSnapshotThatIsRefusedIsAskedForAgain() throws IOException {
        var away = new Answer(503, "", "");
        var old = Answer.of("{\"lastUpdateId\":1,\"bids\":[],\"asks\":[]}");
        try (var called = new CalledVenue(new ScriptedBinance(Market.SPOT), CalledVenue.BRISK, away, old)) {
            called.heard().await(Reason.REFUSED);
            called.heard().await(Reason.SNAPSHOT_TOO_OLD);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();

            noneIsWrong(called);
        }
    }

    @Test
    void aListenerThatFailsCostsTheConnection() throws IOException {
        try (var called = call(Venue.SPOT)) {
            called.changeUntilHeard();
            var failed = new AtomicBoolean();
            called.connection().listen(new BookFeed.Listener() {
                @Override
                public void onBook(long version, long atNanos, BookView book) {
                    if (failed.compareAndSet(false, true)) {
                        throw new IllegalStateException("cannot take it");
                    }
                }
            });
            called.heard().await(Reason.FAULT);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();
        }
    }

    @Test
    void whoeverFallsBehindLosesTheBookRatherThanToSeeAnOldOne() throws IOException {
        var few = 20;
        try (var called = new CalledVenue(new ScriptedCoinbase(true), with(Duration.ofSeconds(10), few))) {
            called.heard().await(State.LIVE);
            var slow = new Held();
            called.connection().listen(slow);
            slow.held().acquireUninterruptibly();
            IntStream.range(0, 3 * few).forEach(_ -> called.tellChange());
            called.server().awaitEnd();
            slow.release().release(1_000);
            called.heard().await(Reason.OVERFLOW);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();

            noneIsWrong(called);
        }
    }

    @Test
    void whatTheVenueRefusesIsSaidInItsWords() throws IOException {
        try (var called = call(Venue.KRAKEN)) {
            var words =
                    "{\"error\":\"Currency pair not supported BTC/USD\",\"method\":\"subscribe\",\"success\":false}";
            called.server().client().send(words);
            called.heard().await(Reason.REFUSED);
            called.heard().await(State.LIVE);

            assertThat(called.heard().told()).anyMatch(told -> told.endsWith(words));
        }
    }

    @Test
    void whatIsRecordedOnTheLinePlaysAgain() throws IOException {
        var file = folder.resolve("line.ndjson.gz");
        var scripted = new ScriptedCoinbase(true);
        try (var recorder = new CaptureRecorder(CaptureWriter.create(file));
                var called = new CalledVenue(scripted, CalledVenue.BRISK, recorder)) {
            called.heard().await(State.LIVE);
            called.changeUntilHeard();
            called.server().client().drop();
            called.heard().await(State.DOWN);
            called.heard().await(State.LIVE);
            called.changeUntilHeard();
            called.connection().close();
            called.heard().await(State.DOWN);
        }

        var books = new ArrayList<BookView.Depth>();
        var rule = scripted.listener();
        CapturePlayer.play(
                CaptureReader.read(file),
                rule,
                (_, _) -> rule.book().ifPresent(book -> books.add(book.depth(ScriptedVenue.ALL))));
        assertThat(books.getLast()).isEqualTo(scripted.seen());
    }

    private static CalledVenue call(Venue venue) throws IOException {
        var called = new CalledVenue(venue.scripted(), CalledVenue.BRISK);
        called.heard().await(State.LIVE);
        return called;
    }

    /** Holds up whoever tells it of a book. */
    private record Held(Semaphore held, Semaphore release) implements BookFeed.Listener {
        private Held() {
            this(new Semaphore(0), new Semaphore(0));
        }

        @Override
        public void onBook(long version, long atNanos, BookView book) {
            held.release();
            release.acquireUninterruptibly();
        }
    }

    private static ConnectionSettings withSilence(Duration silence) {
        return with(silence, CalledVenue.BRISK.mostWaiting());
    }

    private static ConnectionSettings with(Duration silence, int mostWaiting) {
        var it = CalledVenue.BRISK;
        return new ConnectionSettings(
                it.callFor(),
                it.ping(),
                silence,
                it.patience(),
                it.firstPause(),
                it.longestPause(),
                it.calm(),
                mostWaiting,
                it.mostChars());
    }

    private static void noneIsWrong(CalledVenue called) {
        assertThat(called.heard().books())
                .isNotEmpty()
                .allSatisfy(told -> assertThat(called.everHad(told.book())).isTrue());
    }
}
