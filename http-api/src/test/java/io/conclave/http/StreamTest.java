package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.domain.market.BookLevel;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.book.Book;
import io.conclave.http.book.Scale;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.OrderUpdate;
import io.conclave.http.view.TradeView;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StreamTest {
    private final CannedRun run = new CannedRun(5, false);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void aBookBeginsWithASnapshotAndGoesOnWithChainedUpdates() throws Exception {
        run.books =
                _ -> Optional.of(Source.from(List.of(book(7), book(8), book(9))).concat(Source.maybe()));
        var client = subscribed("book', 'symbol':'BTC-USD");

        var frames = client.upTo(frame -> frame.path("seq").asLong() == 9);

        assertThat(StreamClient.type(frames.getFirst())).isEqualTo("snapshot");
        assertThat(frames.getFirst().path("derived").asBoolean()).isTrue();
        long seq = frames.getFirst().path("seq").asLong();
        for (JsonNode update : frames.subList(1, frames.size())) {
            assertThat(StreamClient.type(update)).isEqualTo("update");
            assertThat(update.path("prev_seq").asLong()).isEqualTo(seq);
            seq = update.path("seq").asLong();
        }
    }

    @Test
    void eachUpdateCarriesAbsoluteQuantitiesZeroToRemoveAndTheChecksumOfTheState() throws Exception {
        var feed = feed();
        var client = open(StreamClient.reading(api("")));
        client.say("{'op':'subscribe','channel':'book','symbol':'BTC-USD','depth':2}");
        feed.offer(book(1, List.of(level("99", "1"), level("98", "2"), level("97", "3")), List.of(level("101", "1"))));
        assertThat(client.next().path("bids").toString()).isEqualTo("[[\"99.00\",\"1.0\"],[\"98.00\",\"2.0\"]]");

        var after = book(2, List.of(level("98", "5"), level("97", "3")), List.of(level("101", "1")));
        feed.offer(after);

        var update = client.next();
        assertThat(update.path("bids").toString())
                .isEqualTo("[[\"99.00\",\"0\"],[\"98.00\",\"5.0\"],[\"97.00\",\"3.0\"]]");
        assertThat(update.path("asks")).isEmpty();
        assertThat(update.path("checksum").asLong()).isEqualTo(after.checksum());
    }

    @Test
    void aHeartbeatComesAndCarriesTheLastSeq() throws Exception {
        run.books = _ -> Optional.of(Source.single(book(41)).concat(Source.maybe()));
        var client = subscribed("book', 'symbol':'BTC-USD");
        client.next();

        var beat = client.next(frame -> StreamClient.type(frame).equals("heartbeat"));

        assertThat(beat.path("seq").asLong()).isEqualTo(41);
        assertThat(beat.path("ts").asText()).endsWith("Z");
    }

    @Test
    void decisionsArriveAsTheyAreTaken() throws Exception {
        run.live = Source.<DecisionSummary>single(run.last())
                .concat(Source.maybe())
                .mapMaterializedValue(_ -> NotUsed.getInstance());
        var client = subscribed("decisions");

        assertThat(StreamClient.type(client.next())).isEqualTo("subscribed");
        assertThat(client.next().path("decision").path("id").asText())
                .isEqualTo(run.last().id().toString());
    }

    @Test
    void stepsOfOrdersArriveAsTheyHappen() throws Exception {
        var id = ClientOrderId.of("paper", run.last().id(), 0);
        run.orders = Source.<OrderUpdate>single(new OrderUpdate(
                        id,
                        CannedRun.SYMBOL,
                        Side.BUY,
                        OrderState.WORKING,
                        Quantity.of("2"),
                        Quantity.of("0.5"),
                        Optional.empty(),
                        Optional.empty(),
                        CannedRun.START))
                .concat(Source.maybe())
                .mapMaterializedValue(_ -> NotUsed.getInstance());
        var client = subscribed("orders");

        assertThat(StreamClient.type(client.next())).isEqualTo("subscribed");
        var step = client.next().path("order");

        assertThat(step.path("clientOrderId").asText()).isEqualTo(id.toString());
        assertThat(step.path("state").asText()).isEqualTo("WORKING");
        assertThat(step.path("filled").asText()).isEqualTo("0.5");
        assertThat(step.has("fill")).isFalse();
    }

    @Test
    void printsOfTheTapeArriveInBatches() throws Exception {
        run.trades = Source.<List<TradeView>>single(List.of(
                        new TradeView(CannedRun.START, Price.of("801.5"), Optional.of(Quantity.of("0.25"))),
                        new TradeView(CannedRun.START.plusSeconds(1), Price.of("801.6"), Optional.empty())))
                .concat(Source.maybe())
                .mapMaterializedValue(_ -> NotUsed.getInstance());
        var client = subscribed("trades', 'symbol':'BTC-USD");

        assertThat(StreamClient.type(client.next())).isEqualTo("subscribed");
        assertThat(client.next().path("trades").toString())
                .isEqualTo("[{\"at\":\"2013-11-25T00:00:00Z\",\"price\":\"801.5\",\"quantity\":\"0.25\"},"
                        + "{\"at\":\"2013-11-25T00:00:01Z\",\"price\":\"801.6\"}]");
    }

    @Test
    void theEngineIsListenedToOnceHoweverManyFollowAndNoLongerWhenNobodyDoes() throws Exception {
        var started = new AtomicInteger();
        var left = new CountDownLatch(1);
        run.books =
                _ -> Optional.of(Source.single(book(7)).concat(Source.maybe()).watchTermination((_, done) -> {
                    started.incrementAndGet();
                    done.whenComplete((_, _) -> left.countDown());
                    return NotUsed.getInstance();
                }));
        var api = api("");
        var clients = new ArrayList<StreamClient>();
        for (int depth : List.of(1, 1, 2)) {
            var client = open(StreamClient.reading(api));
            client.say("{'op':'subscribe','channel':'book','symbol':'BTC-USD','depth':" + depth + "}");
            assertThat(client.next().path("bids")).hasSize(depth);
            clients.add(client);
        }

        assertThat(started).hasValue(1);
        assertThat(left.getCount()).isEqualTo(1);
        for (StreamClient client : clients) {
            client.say("{'op':'unsubscribe','channel':'book','symbol':'BTC-USD'}");
        }
        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void afterUnsubscribingNothingMoreComes() throws Exception {
        var feed = feed();
        var client = subscribed("book', 'symbol':'BTC-USD");
        feed.offer(book(1));
        client.next();

        client.say("{'op':'unsubscribe','channel':'book','symbol':'BTC-USD'}");
        assertThat(StreamClient.type(client.next())).isEqualTo("unsubscribed");
        feed.offer(book(2));
        client.say("{'op':'subscribe','channel':'heartbeat'}");

        assertThat(client.next().path("channel").asText()).isEqualTo("heartbeat");
    }

    @Test
    void aMistakeIsExplainedAndTheConnectionStays() throws Exception {
        var client = open(StreamClient.reading(api("")));

        assertThat(code(client.say("nonsense"))).isEqualTo("bad_json");
        assertThat(code(client.say("[]"))).isEqualTo("bad_json");
        assertThat(code(client.say("{'op':'shout'}"))).isEqualTo("unknown_op");
        assertThat(code(client.say("{'op':'subscribe','channel':'gossip'}"))).isEqualTo("unknown_channel");
        assertThat(code(client.say("{'op':'subscribe','channel':'book','symbol':'btc'}")))
                .isEqualTo("bad_symbol");
        assertThat(code(client.say("{'op':'subscribe','channel':'book','symbol':'DOGE-USD'}")))
                .isEqualTo("unknown_symbol");
        assertThat(code(client.say("{'op':'subscribe','channel':'book','symbol':'BTC-USD','depth':0}")))
                .isEqualTo("bad_depth");
    }

    @Test
    void aFeedThatEndsAsksTheReaderToStartAgain() throws Exception {
        run.books = _ -> Optional.of(Source.single(book(3)));
        var client = subscribed("book', 'symbol':'BTC-USD");

        var resync = client.next(frame -> StreamClient.type(frame).equals("resync"));

        assertThat(resync.path("symbol").asText()).isEqualTo("BTC-USD");
        assertThat(resync.path("reason").asText()).isEqualTo("feed_ended");
    }

    @Test
    void aReaderThatStopsReadingIsClosedAsASlowConsumerAndTheOthersGoOn() throws Exception {
        var left = new CountDownLatch(1);
        // Each state changes every level, so that the socket's buffers fill within moments.
        var states = LongStream.iterate(1, seq -> seq + 1).iterator();
        run.books = _ -> Optional.of(Source.fromIterator(() -> states)
                .map(StreamTest::bigBook)
                .throttle(2_000, Duration.ofSeconds(1))
                .watchTermination((_, done) -> {
                    done.whenComplete((_, _) -> left.countDown());
                    return NotUsed.getInstance();
                }));
        var api = api("conclave.http.stream { slow-after = 300ms, heartbeat = 100ms }");
        var stuck = open(StreamClient.stuck(api));
        stuck.say("{'op':'subscribe','channel':'book','symbol':'BTC-USD','depth':1000}");

        assertThat(left.await(30, TimeUnit.SECONDS))
                .as("the server gives the stuck reader up")
                .isTrue();
        stuck.readOn();

        assertThat(stuck.closed()).isEqualTo("4008 slow_consumer");
        assertThat(api.get("/metrics").body()).contains("conclave_stream_slow_consumers_total 1.0");
        var other = open(StreamClient.reading(api));
        other.say("{'op':'subscribe','channel':'heartbeat'}");
        assertThat(StreamClient.type(other.next())).isEqualTo("subscribed");
    }

    @Test
    void aLongMessageClosesTheConnection() throws Exception {
        var client = open(StreamClient.reading(api("")));

        client.say("x".repeat(5_000));

        assertThat(client.closed()).isEqualTo("1009 message_too_long");
    }

    @Test
    void aFloodOfMessagesClosesTheConnection() throws Exception {
        var client = open(StreamClient.reading(api("conclave.http.stream.messages-per-second = 2")));

        for (int i = 0; i < 5; i++) {
            client.say("{'op':'subscribe','channel':'heartbeat'}");
        }

        assertThat(client.closed()).isEqualTo("1008 rate_limited");
    }

    @Test
    void aClientThatAnswersNoPingIsLetGo() throws Exception {
        var api =
                api("conclave.http.stream { heartbeat = 100ms, ping-after = 200ms, silent-after = 500ms, close-within ="
                        + " 200ms }");
        try (var gone = new Socket(
                InetAddress.getLoopbackAddress(), api.server.address().getPort())) {
            gone.setSoTimeout(20_000);
            gone.getOutputStream().write("""
                GET /v1/stream HTTP/1.1
                Host: 127.0.0.1
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """.getBytes(StandardCharsets.US_ASCII));

            var heard = new String(gone.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(heard).startsWith("HTTP/1.1 101").endsWith("\u0088\u000f\u000f\u00a8slow_consumer");
        }
    }

    @Test
    void aClientThatAnswersPingsStaysHoweverLittleItSays() throws Exception {
        var api = api("conclave.http.stream { heartbeat = 50ms, ping-after = 100ms, silent-after = 5s, close-within ="
                + " 200ms }");
        var client = open(StreamClient.reading(api));

        assertThat(client.pings(5)).isTrue();

        client.say("{'op':'subscribe','channel':'heartbeat'}");
        assertThat(StreamClient.type(client.next())).isEqualTo("subscribed");
    }

    @Test
    void oneClientTooManyIsToldToComeLater() throws Exception {
        var api = api("conclave.http.stream.max-clients = 1");
        open(StreamClient.reading(api));

        assertThatThrownBy(() -> StreamClient.reading(api))
                .hasRootCauseMessage("Unexpected HTTP response status code 503");
    }

    @Test
    void aPageOfAnotherOriginGetsNoStream() throws Exception {
        var api = api("");

        assertThatThrownBy(() -> StreamClient.from(api, "https://evil.example"))
                .hasRootCauseMessage("Unexpected HTTP response status code 403");
        open(StreamClient.from(api, "http://127.0.0.1:" + api.server.address().getPort()));
    }

    @Test
    void clientsAreCounted() throws Exception {
        var api = api("");
        var client = open(StreamClient.reading(api));
        client.say("{'op':'subscribe','channel':'heartbeat'}");
        client.next();

        assertThat(api.get("/metrics").body()).contains("conclave_stream_clients 1");
    }

    // ---- helpers

    private static String code(StreamClient client) throws InterruptedException {
        var frame = client.next();
        assertThat(StreamClient.type(frame)).isEqualTo("error");
        assertThat(frame.path("message").asText()).isNotBlank();
        return frame.path("code").asText();
    }

    private RunningServer api(String settings) throws Exception {
        return open(RunningServer.over(run, settings));
    }

    private StreamClient subscribed(String channel) throws Exception {
        var client = open(StreamClient.reading(api("conclave.http.stream.heartbeat = 100ms")));
        return client.say("{'op':'subscribe','channel':'" + channel + "'}");
    }

    /** A book the test feeds by hand, to one client at a time. */
    private Feed feed() {
        var feed = new Feed();
        run.books = _ -> Optional.of(Source.<Book>queue(16).mapMaterializedValue(queue -> {
            feed.queue = queue;
            feed.ready.countDown();
            return NotUsed.getInstance();
        }));
        return feed;
    }

    private static final class Feed {
        private final CountDownLatch ready = new CountDownLatch(1);
        private volatile @Nullable BoundedSourceQueue<Book> queue;

        void offer(Book book) throws InterruptedException {
            assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
            var to = queue;
            assertThat(to).isNotNull();
            if (to != null) {
                to.offer(book);
            }
        }
    }

    private <T extends AutoCloseable> T open(T opened) {
        open.add(opened);
        return opened;
    }

    private static Book book(long seq) {
        return book(seq, List.of(level("99", "1"), level("98", seq + ".5")), List.of(level("101", "1")));
    }

    private static Book book(long seq, List<BookLevel> bids, List<BookLevel> asks) {
        return new Book(CannedRun.SYMBOL, seq, CannedRun.START.plusSeconds(seq), bids, asks, new Scale(2, 1), true);
    }

    private static Book bigBook(long seq) {
        var bids = LongStream.range(0, 1_000)
                .mapToObj(i -> new BookLevel(
                        new Price((5_000 - i) * 100_000_000), new Quantity((seq % 1_000 + 1) * 10_000_000)))
                .toList();
        return book(seq, bids, List.of(level("5001", "1")));
    }

    private static BookLevel level(String price, String quantity) {
        return CannedRun.level(price, quantity);
    }
}
