package io.conclave.app.web;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.http.view.Instants;
import io.conclave.http.view.TradeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What traded, told when the run has come to it: with each closing, what was printed since the one before. Where the tape
 * has bars alone, it is the path that is assumed of them, without quantities.
 */
final class TradeFeed {
    private static final int AT_ONCE = 512;
    /** Batches that wait for the stream; it never waits, so they pass in microseconds. */
    private static final int WAITING = 1024;

    private final MarketTape tape;
    private final Map<Symbol, Hub<List<TradeView>>> hubs = new TreeMap<>();
    private final Map<Symbol, Long> toldUpTo = new HashMap<>();

    @SuppressWarnings("unchecked") // the class of a list, whatever it is of
    TradeFeed(ActorSystem<?> system, MarketTape tape) {
        this.tape = tape;
        tape.symbols()
                .forEach(symbol -> hubs.put(symbol, new Hub<>(system, (Class<List<TradeView>>) (Class<?>) List.class)));
    }

    /** A closing is done; called by one thread at a time. */
    synchronized void closed(long asOfNanos) {
        hubs.forEach((symbol, hub) -> {
            var bars = tape.bars(symbol, asOfNanos, 1);
            if (bars.isEmpty()) {
                return;
            }
            long after = toldUpTo.getOrDefault(symbol, bars.getLast().openNanos() - 1);
            if (after < asOfNanos) {
                toldUpTo.put(symbol, asOfNanos);
                batches(tape.path(symbol, after, asOfNanos)).forEach(hub::offer);
            }
        });
    }

    /** Empty for a symbol that is not on the tape. */
    Optional<Source<List<TradeView>, NotUsed>> trades(Symbol symbol) {
        return Optional.ofNullable(hubs.get(symbol))
                .map(hub -> hub.items().buffer(WAITING, OverflowStrategy.dropHead()));
    }

    private static List<List<TradeView>> batches(List<PricePoint> path) {
        var batches = new ArrayList<List<TradeView>>();
        for (int from = 0; from < path.size(); from += AT_ONCE) {
            batches.add(path.subList(from, Math.min(path.size(), from + AT_ONCE)).stream()
                    .map(TradeFeed::told)
                    .toList());
        }
        return batches;
    }

    private static TradeView told(PricePoint point) {
        return new TradeView(
                Instants.ofNanos(point.atNanos()),
                point.price(),
                Optional.of(point.traded()).filter(quantity -> !quantity.isZero()));
    }
}
