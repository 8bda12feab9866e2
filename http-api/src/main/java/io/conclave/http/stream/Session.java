package io.conclave.http.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conclave.domain.market.Symbol;
import io.conclave.http.book.Book;
import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Decisions;
import io.conclave.http.port.Markets;
import io.conclave.http.view.DecisionSummary;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * One client of the stream: what it follows, what it was sent, and whether it keeps up.
 *
 * <p>Feeds never wait for the client: they leave their newest state here, and a frame is made when the client can take
 * one. So memory is bounded by what it follows, and a stuck client costs nobody anything but this object.
 */
final class Session extends GraphStage<FlowShape<Inbound, String>> {
    /** What every session shares. */
    record Surroundings(
            Markets markets,
            Decisions decisions,
            StreamSettings settings,
            Meters meters,
            InstantSource clock,
            Function<Object, String> write) {}

    /** More answers and notices waiting than this, and the client is not reading. */
    private static final int MAX_NOTICES = 64;
    /** More decisions waiting than this, and the oldest go, with a resync to say so. */
    private static final int MAX_DECISIONS = 256;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Surroundings around;
    private final Closing closing;
    private final Inlet<Inbound> in = Inlet.create("Session.in");
    private final Outlet<String> out = Outlet.create("Session.out");
    private final FlowShape<Inbound, String> shape = FlowShape.of(in, out);

    Session(Surroundings around, Closing closing) {
        this.around = around;
        this.closing = closing;
    }

    @Override
    public FlowShape<Inbound, String> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    /** A feed under way; {@code generation} tells its news from those of one it replaced. */
    private record Feed(UniqueKillSwitch stop, long generation) {}

    private final class Logic extends TimerGraphStageLogic {
        private final Map<Symbol, BookSubscription> books = new LinkedHashMap<>();
        private final Map<String, Feed> feeds = new LinkedHashMap<>();
        private final ArrayDeque<Object> notices = new ArrayDeque<>();
        private final ArrayDeque<DecisionSummary> decisions = new ArrayDeque<>();
        private final Allowance allowance = new Allowance(around.settings().messagesPerSecond(), System.nanoTime());
        private long lastTakenNanos = System.nanoTime();
        private long generations;
        private boolean heartbeats;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    hear(grab(in));
                    if (!isClosed(in)) {
                        pull(in);
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    lastTakenNanos = System.nanoTime();
                    say();
                }
            });
        }

        @Override
        public void preStart() {
            around.meters().streamClientCame();
            scheduleAtFixedRate(
                    "heartbeat",
                    around.settings().heartbeat(),
                    around.settings().heartbeat());
            pull(in);
        }

        @Override
        public void postStop() {
            feeds.values().forEach(feed -> feed.stop().shutdown());
            around.meters().streamClientLeft();
        }

        @Override
        public void onTimer(Object key) {
            if (heartbeats || !feeds.isEmpty()) {
                beat();
            }
            long stuckNanos = System.nanoTime() - lastTakenNanos;
            boolean stuck = !isAvailable(out)
                    && hasNews()
                    && stuckNanos > around.settings().slowAfter().toNanos();
            if (stuck || notices.size() > MAX_NOTICES) {
                around.meters().slowConsumerClosed();
                end(Closing.SLOW_CONSUMER);
                return;
            }
            say();
        }

        // ---- what the client asks

        private void hear(Inbound inbound) {
            if (!allowance.take(System.nanoTime())) {
                end(Closing.RATE_LIMITED);
                return;
            }
            switch (inbound) {
                case Inbound.TooLong _ -> end(Closing.TOO_LONG);
                case Inbound.Binary _ -> refuse("bad_json", "Messages are text: one JSON object each.");
                case Inbound.Text text -> follow(Request.read(text.text(), JSON));
            }
            say();
        }

        private void follow(Request request) {
            switch (request) {
                case Request.Bad bad -> refuse(bad.code(), bad.message());
                case Request.Book book when book.subscribe() -> followBook(book.symbol(), book.depth());
                case Request.Book book -> leaveBook(book.symbol());
                case Request.Decisions asked when asked.subscribe() -> followDecisions();
                case Request.Decisions _ -> {
                    stop("decisions");
                    decisions.clear();
                    acknowledge("unsubscribed", "decisions", Optional.empty());
                }
                case Request.Heartbeat asked -> {
                    heartbeats = asked.subscribe();
                    acknowledge(heartbeats ? "subscribed" : "unsubscribed", "heartbeat", Optional.empty());
                }
            }
        }

        private void followBook(Symbol symbol, int depth) {
            var source = around.markets().books(symbol);
            if (source.isEmpty()) {
                refuse("unknown_symbol", "There is no book for " + symbol + ".");
                return;
            }
            if (!books.containsKey(symbol) && books.size() >= around.settings().maxSubscriptions()) {
                refuse(
                        "too_many_subscriptions",
                        "One client may follow " + around.settings().maxSubscriptions() + " books.");
                return;
            }
            var subscription = new BookSubscription(depth);
            books.put(symbol, subscription);
            Consumer<Book> news = subscription::offer;
            start("book/" + symbol, source.get(), news, reason -> {
                books.remove(symbol);
                notices.add(ControlFrames.Resync.of("book", Optional.of(symbol.name()), reason));
            });
        }

        private void leaveBook(Symbol symbol) {
            stop("book/" + symbol);
            books.remove(symbol);
            acknowledge("unsubscribed", "book", Optional.of(symbol.name()));
        }

        private void followDecisions() {
            decisions.clear();
            acknowledge("subscribed", "decisions", Optional.empty());
            start(
                    "decisions",
                    around.decisions().live(),
                    this::queue,
                    reason -> notices.add(ControlFrames.Resync.of("decisions", Optional.empty(), reason)));
        }

        private void queue(DecisionSummary decision) {
            decisions.add(decision);
            if (decisions.size() > MAX_DECISIONS) {
                decisions.clear();
                notices.add(ControlFrames.Resync.of("decisions", Optional.empty(), "fell_behind"));
            }
        }

        private void refuse(String code, String message) {
            notices.add(ControlFrames.Refused.of(code, message));
        }

        private void acknowledge(String type, String channel, Optional<String> symbol) {
            notices.add(new ControlFrames.Acknowledged(type, channel, symbol));
        }

        // ---- what the feeds bring

        private <T> void start(String name, Source<T, NotUsed> source, Consumer<T> news, Consumer<String> lost) {
            stop(name);
            long generation = ++generations;
            var arrived = this.<T>createAsyncCallback(item -> {
                if (isCurrent(name, generation)) {
                    news.accept(item);
                    say();
                }
            });
            var ended = this.<String>createAsyncCallback(reason -> {
                if (isCurrent(name, generation)) {
                    feeds.remove(name);
                    lost.accept(reason);
                    say();
                }
            });
            Pair<UniqueKillSwitch, CompletionStage<Done>> running = source.viaMat(KillSwitches.single(), Keep.right())
                    .toMat(Sink.foreach(arrived::invoke), Keep.both())
                    .run(materializer());
            feeds.put(name, new Feed(running.first(), generation));
            running.second()
                    .whenComplete((Done _, @Nullable Throwable fault) ->
                            ended.invoke(fault == null ? "feed_ended" : "feed_failed"));
        }

        private void stop(String name) {
            var feed = feeds.remove(name);
            if (feed != null) {
                feed.stop().shutdown();
            }
        }

        private boolean isCurrent(String name, long generation) {
            var feed = feeds.get(name);
            return feed != null && feed.generation() == generation;
        }

        // ---- what the client gets

        private void beat() {
            if (notices.size() > MAX_NOTICES) {
                return;
            }
            var now = around.clock().instant();
            if (books.isEmpty()) {
                notices.add(ControlFrames.Heartbeat.of(Optional.empty(), 0, now));
            }
            books.forEach((symbol, book) ->
                    notices.add(ControlFrames.Heartbeat.of(Optional.of(symbol.name()), book.seq(), now)));
        }

        private boolean hasNews() {
            return !notices.isEmpty()
                    || !decisions.isEmpty()
                    || books.values().stream().anyMatch(BookSubscription::isBehind);
        }

        /** Sends one frame, if there is one and the client can take it. */
        private void say() {
            if (!isClosed(out) && isAvailable(out)) {
                next().ifPresent(frame -> push(out, around.write().apply(frame)));
            }
        }

        private Optional<Object> next() {
            if (!notices.isEmpty()) {
                return Optional.of(notices.poll());
            }
            for (BookSubscription book : books.values()) {
                var frame = book.next();
                if (frame.isPresent()) {
                    return frame;
                }
            }
            return Optional.ofNullable(decisions.poll()).map(ControlFrames.DecisionTaken::of);
        }

        private void end(Closing.Reason why) {
            closing.because(why);
            completeStage();
        }
    }
}
