package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes down what a book tells, one line each; levels are kept as they stand. */
final class Told implements BookListener {
    final List<String> lines = new ArrayList<>();
    final SortedMap<Long, Long> bids = new TreeMap<>();
    final SortedMap<Long, Long> asks = new TreeMap<>();

    /** What was told since the last time, forgotten then. */
    List<String> since() {
        var told = List.copyOf(lines);
        lines.clear();
        return told;
    }

    @Override
    public void traded(long maker, long taker, Side side, long price, long lots, long makerLeft) {
        lines.add(taker + (side == Side.BUY ? " buys " : " sells ") + lots + " at " + price + " of " + maker + ", "
                + makerLeft + " left");
    }

    @Override
    public void rested(long order, Side side, long price, long lots) {
        lines.add(order + " waits to " + (side == Side.BUY ? "buy " : "sell ") + lots + " at " + price);
    }

    @Override
    public void reduced(long order, long lots) {
        lines.add(order + " reduced to " + lots);
    }

    @Override
    public void cancelled(long order, long lots, Cancelled why) {
        lines.add(order + " cancelled, " + lots + " " + why);
    }

    @Override
    public void triggered(long order) {
        lines.add(order + " triggered");
    }

    @Override
    public void level(Side side, long price, long lots) {
        var levels = side == Side.BUY ? bids : asks;
        if (lots == 0) {
            levels.remove(price);
        } else {
            levels.put(price, lots);
        }
    }
}
