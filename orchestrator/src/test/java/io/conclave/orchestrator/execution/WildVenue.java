package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A venue at the end of a bad line: messages and answers get lost or come late, fills are told twice or after a
 * rejection, and now and then it is not there at all. Its own books are in order: an order told twice is one order.
 */
final class WildVenue implements Venue {
    private final Random dice;
    private final SortedMap<String, OrderTicket> orders = new TreeMap<>();
    private final SortedSet<String> working = new TreeSet<>();
    private final List<OrderTicket> onTheWay = new ArrayList<>();
    private final List<Fill> fills = new ArrayList<>();
    private final List<ClientOrderId> strangers = new ArrayList<>();
    private final SortedSet<String> sent = new TreeSet<>();
    private final SortedSet<String> mayBeSent = new TreeSet<>();
    private final List<String> sentBlindly = new ArrayList<>();
    private boolean calm;
    private int told;
    private long now;

    WildVenue(long seed) {
        this.dice = new Random(seed);
    }

    /** From now on every message arrives and is answered; what was on the way is there. */
    synchronized void calmDown() {
        calm = true;
        List.copyOf(onTheWay).forEach(this::arrive);
        onTheWay.clear();
    }

    synchronized void has(ClientOrderId stranger) {
        strangers.add(stranger);
    }

    synchronized List<Fill> fills() {
        return List.copyOf(fills);
    }

    synchronized SortedMap<Symbol, Quantity> positions() {
        var positions = new TreeMap<Symbol, Quantity>();
        fills.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        positions.values().removeIf(Quantity::isZero);
        return positions;
    }

    /** Orders that were sent a second time before the venue had said that it never heard of them. */
    synchronized List<String> sentBlindly() {
        return List.copyOf(sentBlindly);
    }

    @Override
    public synchronized CompletionStage<ExecutionReport> submit(OrderTicket order) {
        var id = order.id().value();
        if (!sent.add(id) && !mayBeSent.remove(id)) {
            sentBlindly.add(id);
        }
        switch (calm ? 0 : dice.nextInt(8)) {
            case 0, 1, 2 -> {
                arrive(order);
                return CompletableFuture.completedStage(new ExecutionReport.Accepted(order.id()));
            }
            case 3 -> {
                arrive(order);
                return lost();
            }
            case 4 -> {
                return lost();
            }
            case 5 -> {
                onTheWay.add(order);
                return lost();
            }
            case 6 -> {
                orders.putIfAbsent(id, order);
                return CompletableFuture.completedStage(new ExecutionReport.Rejected(order.id(), "Not today"));
            }
            default -> {
                // Rejected, it says, and trades it all the same.
                arrive(order);
                return CompletableFuture.completedStage(new ExecutionReport.Rejected(order.id(), "Not today"));
            }
        }
    }

    private void arrive(OrderTicket order) {
        if (orders.putIfAbsent(order.id().value(), order) == null) {
            working.add(order.id().value());
        }
    }

    private Found found(String id) {
        var traded = traded(id);
        var state =
                working.contains(id) ? OrderState.WORKING : traded.isZero() ? OrderState.REJECTED : OrderState.FILLED;
        return new Found(state, traded);
    }

    private Quantity traded(String id) {
        return fills.stream()
                .filter(fill -> fill.order().value().equals(id))
                .map(Fill::quantity)
                .reduce(Quantity.ZERO, Quantity::plus);
    }

    @Override
    public CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        return CompletableFuture.completedStage(new ExecutionReport.CancelRejected(order, "Too late"));
    }

    @Override
    public CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        return CompletableFuture.completedStage(new ExecutionReport.ReplaceRejected(original, "Too late"));
    }

    @Override
    public void listen(Consumer<ExecutionReport> listener) {}

    @Override
    public synchronized CompletionStage<Finding> query(ClientOrderId order) {
        if (isAway()) {
            return lost();
        }
        if (orders.containsKey(order.value())) {
            return CompletableFuture.completedStage(found(order.value()));
        }
        mayBeSent.add(order.value());
        return CompletableFuture.completedStage(new UnheardOf());
    }

    @Override
    public synchronized CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        trade(toNanos);
        if (isAway()) {
            return lost();
        }
        int from = calm ? 0 : Math.max(0, told - dice.nextInt(3));
        told = fills.size();
        var telling = new ArrayList<>(fills.subList(from, told));
        if (!calm && !telling.isEmpty() && dice.nextBoolean()) {
            telling.add(telling.getFirst());
        }
        return CompletableFuture.completedStage(telling);
    }

    @Override
    public synchronized CompletionStage<Statement> statement(long toNanos) {
        trade(toNanos);
        if (isAway()) {
            return lost();
        }
        var open = new ArrayList<>(strangers);
        working.forEach(id -> open.add(new ClientOrderId(id)));
        return CompletableFuture.completedStage(new Statement(open, fills, positions()));
    }

    /** Some orders trade, whole or in two pieces; some that were on the way arrive. */
    private void trade(long toNanos) {
        now = Math.max(now, toNanos);
        if (!onTheWay.isEmpty() && dice.nextBoolean()) {
            arrive(onTheWay.removeFirst());
        }
        for (String id : List.copyOf(working)) {
            var order = orders.get(id);
            if (order == null || !(calm || dice.nextBoolean())) {
                continue;
            }
            var left = order.quantity().minus(traded(id));
            boolean half = !calm && left.e8() > 1 && dice.nextBoolean();
            var piece = half ? new Quantity(left.e8() / 2) : left;
            fills.add(new Fill(
                    id + "-" + fills.size(),
                    order.id(),
                    order.symbol(),
                    order.side(),
                    piece,
                    order.reference(),
                    Money.of("0.01"),
                    now));
            if (!half) {
                working.remove(id);
            }
        }
    }

    private boolean isAway() {
        return !calm && dice.nextInt(5) == 0;
    }

    private static <T> CompletionStage<T> lost() {
        return CompletableFuture.failedStage(new IOException("connection reset"));
    }
}
