package io.conclave.venues.faults;

import io.conclave.domain.order.Side;
import io.conclave.venues.capture.CapturedLine;
import io.conclave.venues.connection.ConnectionSettings;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.connection.Surroundings;
import io.conclave.venues.connection.VenueConnection;
import io.conclave.venues.faults.LocalVenue.Answer;
import io.conclave.venues.faults.LocalVenue.Client;
import io.conclave.venues.faults.ScriptedVenue.Change;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.Listing;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A scripted venue at the other end of a real connection, and the connection to it. */
final class CalledVenue implements AutoCloseable {
    static final ConnectionSettings BRISK = new ConnectionSettings(
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(2),
            Duration.ofMillis(20),
            Duration.ofMinutes(1),
            10_000,
            1 << 20);

    private final ScriptedVenue venue;
    private final LocalVenue server;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final VenueConnection connection;
    private final Heard heard = new Heard(ScriptedVenue.ALL);
    private final AtomicInteger steps = new AtomicInteger();

    /** Answers by REST that are given before the venue's own. */
    private final Queue<Answer> answers;

    CalledVenue(ScriptedVenue venue, ConnectionSettings settings, Answer... first) throws IOException {
        this(venue, settings, _ -> {}, first);
    }

    CalledVenue(ScriptedVenue venue, ConnectionSettings settings, Consumer<CapturedLine> tap, Answer... first)
            throws IOException {
        this.venue = venue;
        this.answers = new ArrayDeque<>(List.of(first));
        venue.open(opening());
        this.server = new LocalVenue(this::answer, _ -> snapshot());
        this.connection = VenueConnection.open(
                dialect(),
                Listing.of(venue.code()),
                settings,
                new Surroundings(
                        http, thread, InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), tap));
        connection.listen(heard);
    }

    private Dialect dialect() {
        return venue.dialect(server.stream(), server.rest());
    }

    LocalVenue server() {
        return server;
    }

    VenueConnection connection() {
        return connection;
    }

    Heard heard() {
        return heard;
    }

    synchronized Depth truth() {
        return venue.seen();
    }

    synchronized boolean everHad(Depth depth) {
        return venue.everHad(depth);
    }

    /** A change of the book, told or not. */
    synchronized String change() {
        int i = steps.incrementAndGet();
        return venue.change(List.of(new Change(i % 2 == 0 ? Side.BUY : Side.SELL, i % 5, i)));
    }

    synchronized void tellChange() {
        server.client().send(change());
    }

    /** Changes until the listener has the venue's book: the first of them may fall into a resync. */
    void changeUntilHeard() {
        IntStream.range(0, 10).forEach(_ -> tellChange());
        heard.awaitBook(truth());
    }

    private synchronized void answer(Client client, String message) {
        if (message.toLowerCase(Locale.ROOT).contains("unsubscribe")) {
            return;
        }
        venue.onSubscribe(message).forEach(client::send);
        if (venue.answersByRest()) {
            // A difference flows at once, so that the snapshot is asked for.
            client.send(change());
        }
    }

    private synchronized Answer snapshot() {
        var scripted = answers.poll();
        return scripted == null ? Answer.of(venue.snapshot()) : scripted;
    }

    private static List<Change> opening() {
        return IntStream.range(0, 13)
                .boxed()
                .flatMap(i -> List.of(new Change(Side.BUY, i, i + 1), new Change(Side.SELL, i, i + 2)).stream())
                .toList();
    }

    @Override
    public void close() throws IOException {
        connection.close();
        server.close();
        thread.shutdown();
        http.shutdownNow();
    }
}
