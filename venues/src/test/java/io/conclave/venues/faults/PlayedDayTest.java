package io.conclave.venues.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.testkit.SharedData;
import io.conclave.venues.binance.BinanceBookSync;
import io.conclave.venues.binance.BinanceDialect;
import io.conclave.venues.binance.Market;
import io.conclave.venues.capture.CaptureReader;
import io.conclave.venues.capture.CapturedLine.Fetched;
import io.conclave.venues.capture.CapturedLine.Received;
import io.conclave.venues.connection.Allowance;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.connection.Limits;
import io.conclave.venues.connection.Surroundings;
import io.conclave.venues.connection.VenueConnection;
import io.conclave.venues.faults.LocalVenue.Answer;
import io.conclave.venues.faults.LocalVenue.Client;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.FeedStatus.State;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recorded day told over a real connection that loses, repeats, reorders and cuts messages and breaks now and then. */
@Tag("shared-data")
class PlayedDayTest {
    private static final Listing BTC = new Listing(new Symbol("BTC-USDT"), "BTCUSDT");
    private static final int SEEN = 20;

    /** Some minutes of it: each fault takes its time. */
    private static final int MOST = 2_000;

    /** Messages between two faults, and before the end. */
    private static final int CALM = 10;

    private final Random dice = new Random(20240808);
    private final Semaphore subscribed = new Semaphore(0);

    /** The undisturbed day: what the venue itself has, guarded by this test. */
    private final Map<Long, Depth> whole = new HashMap<>();

    private long version;

    @ParameterizedTest
    @CsvSource({
        "USD_MARGINED, hftbacktest_usdm_btcusdt_20240808.ndjson.gz",
        "SPOT, hftbacktest_spot_btcusdt_20240808.ndjson.gz"
    })
    void everyBookToldIsTheOneOfTheUndisturbedDay(Market market, String file) throws IOException {
        var truth = new BinanceBookSync(market, BTC);
        var frames = read(file, truth);
        var heard = new Heard(SEEN);
        try (var server = new LocalVenue(this::said, _ -> Answer.of(snapshot(truth)));
                var thread = Executors.newSingleThreadScheduledExecutor();
                var http = HttpClient.newHttpClient();
                var connection = VenueConnection.open(
                        new Unhurried(BinanceDialect.at(market, server.stream(), server.rest())),
                        BTC,
                        CalledVenue.BRISK,
                        new Surroundings(http, thread, InstantSource.system(), System::nanoTime, dice, _ -> {}))) {
            connection.listen(heard);
            subscribed.acquireUninterruptibly();
            tell(frames, truth, server, heard);
            heard.awaitVersion(version);

            assertThat(connection.status().state()).isEqualTo(State.LIVE);
        }

        assertThat(heard.books().size()).isGreaterThan(frames.size() / 2);
        assertThat(heard.books()).allSatisfy(told -> assertThat(told.book()).isEqualTo(whole.get(told.version())));
        assertThat(heard.reasons()).contains(Reason.GAP, Reason.UNREADABLE, Reason.DISCONNECTED);
    }

    private void said(Client client, String message) {
        client.send("{\"result\":null,\"id\":1}");
        subscribed.release();
    }

    /** Plays the day up to its snapshot, from where the venue knows its own book. */
    private List<String> read(String file, BookSync truth) throws IOException {
        var lines = CaptureReader.read(SharedData.file("book/" + file));
        int snapshot = 0;
        while (!(lines.get(snapshot) instanceof Fetched)) {
            snapshot++;
        }
        for (var line : lines.subList(0, snapshot + 1)) {
            switch (line) {
                case Received(long _, String text) when text.contains("@depth") -> note(truth.onFrame(text), truth);
                case Fetched(long _, String _, String text) -> note(truth.onSnapshot(text), truth);
                default -> {}
            }
        }
        return lines.subList(snapshot + 1, lines.size()).stream()
                .filter(line -> line instanceof Received(long _, String text) && text.contains("@depth"))
                .map(line -> ((Received) line).text())
                .limit(MOST)
                .toList();
    }

    /** Ten messages after a fault the day waits until the listener has mended itself, and again before the next one. */
    private void tell(List<String> frames, BookSync truth, LocalVenue server, Heard heard) throws IOException {
        var late = "";
        int calm = CALM + 1;
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            boolean disturbed = calm >= CALM && i < frames.size() - CALM && dice.nextInt(100) == 0;
            if (disturbed || calm == CALM) {
                heard.awaitVersion(version);
            }
            synchronized (this) {
                note(truth.onFrame(frame), truth);
            }
            calm = disturbed ? 0 : calm + 1;
            var client = server.client();
            switch (disturbed ? dice.nextInt(5) : -1) {
                case 0 -> {}
                case 1 -> late = frame;
                case 2 -> client.send(frame.substring(0, 60));
                case 3 -> {
                    client.send(frame);
                    client.send(frame);
                }
                case 4 -> {
                    client.sendHalf(frame);
                    subscribed.acquireUninterruptibly();
                }
                default -> client.send(frame);
            }
            if (!late.isEmpty() && !disturbed) {
                client.send(late);
                late = "";
            }
        }
    }

    private void note(Outcome outcome, BookSync truth) {
        if (outcome instanceof Applied(long now)) {
            version = now;
            whole.put(now, truth.book().orElseThrow().depth(SEEN));
        }
    }

    private synchronized String snapshot(BookSync truth) {
        var book = truth.book().orElseThrow().depth(Integer.MAX_VALUE);
        return "{\"lastUpdateId\":%d,\"bids\":[%s],\"asks\":[%s]}"
                .formatted(version, pairs(book.bids()), pairs(book.asks()));
    }

    private static String pairs(List<BookLevel> levels) {
        return levels.stream()
                .map(it -> "[\"" + it.price() + "\",\"" + it.quantity() + "\"]")
                .collect(Collectors.joining(","));
    }

    /** Binance's manner without its limits: a day passes here in seconds. */
    private record Unhurried(Dialect venue, Limits limits) implements Dialect {
        private Unhurried(Dialect venue) {
            this(venue, new Limits(always(), always(), always()));
        }

        private static Allowance always() {
            return new Allowance(1_000, Duration.ofMillis(1));
        }

        @Override
        public URI stream() {
            return venue.stream();
        }

        @Override
        public BookSync rule(Listing listing) {
            return venue.rule(listing);
        }

        @Override
        public List<String> subscribe(Listing listing) {
            return venue.subscribe(listing);
        }

        @Override
        public List<String> unsubscribe(Listing listing) {
            return venue.unsubscribe(listing);
        }

        @Override
        public Optional<URI> snapshot(Listing listing) {
            return venue.snapshot(listing);
        }

        @Override
        public Optional<String> refusal(String message) {
            return venue.refusal(message);
        }

        @Override
        public boolean hasHeartbeat() {
            return venue.hasHeartbeat();
        }
    }
}
