package io.conclave.http.stream;

import io.conclave.domain.market.Symbol;
import io.conclave.http.port.Decisions;
import io.conclave.http.port.Markets;
import io.conclave.http.port.OrderFeed;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.OrderUpdate;
import io.conclave.http.view.TradeView;
import io.conclave.http.websocket.Frame;
import io.conclave.http.websocket.Line;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;

/** All there is to follow, each thing listened to and encoded once for all clients. */
final class Channels {
    private final Markets markets;
    private final Function<Object, String> write;
    private final Materializer materializer;
    private final Map<Symbol, BookChannel> books = new ConcurrentHashMap<>();
    private final Map<Symbol, Broadcast<List<TradeView>>> trades = new ConcurrentHashMap<>();
    private final Broadcast<DecisionSummary> decisions;
    private final Broadcast<OrderUpdate> orders;

    /** @param write a frame as JSON */
    Channels(
            Markets markets,
            Decisions decisions,
            OrderFeed orders,
            Function<Object, String> write,
            Materializer materializer) {
        this.markets = markets;
        this.write = write;
        this.materializer = materializer;
        this.decisions = new Broadcast<>(
                decisions::live, decision -> write.apply(ControlFrames.DecisionTaken.of(decision)), materializer);
        this.orders =
                new Broadcast<>(orders::live, order -> write.apply(ControlFrames.OrderMoved.of(order)), materializer);
    }

    /**
     * From now on.
     *
     * @param depth levels a side, for a book
     * @return empty if there is no such thing
     */
    Optional<Following> follow(Topic topic, int depth, Line line) {
        return switch (topic.channel()) {
            case BOOK -> topic.symbol().flatMap(this::book).map(book -> book.follow(depth, line));
            case TRADES -> topic.symbol().flatMap(this::trades).map(printed -> printed.follow(line, fellBehind(topic)));
            case DECISIONS -> Optional.of(decisions.follow(line, fellBehind(topic)));
            case ORDERS -> Optional.of(orders.follow(line, fellBehind(topic)));
            case HEARTBEAT -> Optional.of(Tray.empty(line));
        };
    }

    private Frame fellBehind(Topic topic) {
        return Frame.text(write.apply(ControlFrames.Resync.of(topic, "fell_behind")));
    }

    private Optional<BookChannel> book(Symbol symbol) {
        return known(books, symbol, markets.books(symbol), this::bookOf);
    }

    private Optional<Broadcast<List<TradeView>>> trades(Symbol symbol) {
        return known(trades, symbol, markets.trades(symbol), this::tradesOf);
    }

    private static <C> Optional<C> known(
            Map<Symbol, C> channels, Symbol symbol, Optional<?> source, Function<Symbol, C> made) {
        return source.map(_ -> channels.computeIfAbsent(symbol, made));
    }

    private BookChannel bookOf(Symbol symbol) {
        return new BookChannel(() -> markets.books(symbol).orElseGet(Channels::over), write, materializer);
    }

    private Broadcast<List<TradeView>> tradesOf(Symbol symbol) {
        return new Broadcast<>(
                () -> markets.trades(symbol).orElseGet(Channels::over),
                printed -> write.apply(ControlFrames.Traded.of(symbol, printed)),
                materializer);
    }

    /** Of what was there a moment ago and is no more. */
    private static <T> Source<T, NotUsed> over() {
        return Source.empty();
    }
}
