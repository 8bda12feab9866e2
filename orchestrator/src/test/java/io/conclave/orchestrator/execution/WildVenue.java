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
 * A venue at the end of a bad line: requests and answers get lost, come late or never, reports are told twice, out of order
 * or not at all, a fill after a rejection; and now and then it is not there for a while. Its own books are in order: an order
 * told twice is one order.
 */
final class WildVenue implements Venue {
    private final Random dice;
    private final boolean answersAlways;
    private final SortedMap<String, OrderTicket> orders = new TreeMap<>();
    private final SortedMap<String, OrderState> states = new TreeMap<>();
    private final SortedMap<String, Quantity> carried = new TreeMap<>();
    private final List<Runnable> onTheWay = new ArrayList<>();
    private final List<ExecutionReport> toTell = new ArrayList<>();
    private final List<Fill> fills = new ArrayList<>();
    private final List<ClientOrderId> strangers = new ArrayList<>();
    private final SortedSet<String> sent = new TreeSet<>();
    private final SortedSet<String> mayBeSent = new TreeSet<>();
    private final List<String> sentBlindly = new ArrayList<>();
    private final SortedMap<String, Integer> faults = new TreeMap<>();
    private Consumer<ExecutionReport> listener = report -> {};
    private boolean calm;
    private int awayFor;
    private int told;
    private long now;

    /** @param answersAlways if only by saying that the line broke: nobody here counts the seconds */
    WildVenue(long seed, boolean answersAlways) {
        this.dice = new Random(seed);
        this.answersAlways = answersAlways;
    }

    /** From now on every message arrives and is answered; what was on the way is there. */
    synchronized void calmDown() {
        calm = true;
        awayFor = 0;
        List.copyOf(onTheWay).forEach(Runnable::run);
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

    /** What went wrong, and how often. */
    synchronized SortedMap<String, Integer> faults() {
        return new TreeMap<>(faults);
    }

    /** How much of an order traded here, by its own id. */
    synchronized Quantity traded(ClientOrderId order) {
        return fills.stream()
                .filter(fill -> fill.order().equals(order))
                .map(Fill::quantity)
                .reduce(Quantity.ZERO, Quantity::plus);
    }

    synchronized boolean works(ClientOrderId order) {
        return isWorking(order.value());
    }

    // ---- requests

    @Override
    public synchronized CompletionStage<ExecutionReport> submit(OrderTicket order) {
        var id = order.id().value();
        if (!sent.add(id) && !mayBeSent.remove(id)) {
            sentBlindly.add(id);
        }
        if (!calm && dice.nextInt(10) == 0) {
            return refused(order);
        }
        return request("order", () -> {
            arrive(order, Quantity.ZERO);
            return new ExecutionReport.Accepted(order.id());
        });
    }

    /** It says that it does not take it; half the time that is true. */
    private CompletionStage<ExecutionReport> refused(OrderTicket order) {
        if (dice.nextBoolean()) {
            count("rejected and traded all the same");
            arrive(order, Quantity.ZERO);
        } else if (orders.putIfAbsent(order.id().value(), order) == null) {
            states.put(order.id().value(), OrderState.REJECTED);
        }
        return CompletableFuture.completedStage(new ExecutionReport.Rejected(order.id(), "Not today"));
    }

    @Override
    public synchronized CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        return request("cancel", () -> {
            if (!isWorking(order.value())) {
                return new ExecutionReport.CancelRejected(order, "There is nothing left to cancel");
            }
            states.put(order.value(), OrderState.CANCELLED);
            tell(new ExecutionReport.Cancelled(order));
            return new ExecutionReport.Cancelled(order);
        });
    }

    @Override
    public synchronized CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        return request("replace", () -> {
            if (orders.containsKey(replacement.id().value())) {
                return new ExecutionReport.Replaced(original, replacement.id());
            }
            var traded = total(original.value());
            if (!isWorking(original.value()) || replacement.quantity().compareTo(traded) <= 0) {
                return new ExecutionReport.ReplaceRejected(original, "There is nothing left to replace");
            }
            states.put(original.value(), OrderState.REPLACED);
            arrive(replacement, traded);
            tell(new ExecutionReport.Replaced(original, replacement.id()));
            return new ExecutionReport.Replaced(original, replacement.id());
        });
    }

    /** What the venue does once it hears of it, and what it would say. */
    private interface Request {
        ExecutionReport happens();
    }

    /** What a request comes to, and whether anybody hears of it. */
    private CompletionStage<ExecutionReport> request(String what, Request asked) {
        if (isAway()) {
            return lost(what + " while the line was down");
        }
        return switch (calm ? 0 : dice.nextInt(8)) {
            case 0, 1, 2, 3 -> CompletableFuture.completedStage(asked.happens());
            case 4 -> {
                asked.happens();
                yield lost("answer to " + what);
            }
            case 5 -> lost(what);
            case 6 -> {
                onTheWay.add(asked::happens);
                yield answersAlways ? lost(what + " on the way") : never(what + " on the way");
            }
            default -> {
                asked.happens();
                yield answersAlways ? lost("answer to " + what) : never("answer to " + what);
            }
        };
    }

    private void arrive(OrderTicket order, Quantity traded) {
        var id = order.id().value();
        if (orders.putIfAbsent(id, order) == null) {
            states.put(id, OrderState.WORKING);
            carried.put(id, traded);
            tell(new ExecutionReport.Accepted(order.id()));
        }
    }

    // ---- what it says

    @Override
    public synchronized CompletionStage<Finding> query(ClientOrderId order) {
        if (isAway()) {
            return lost("question");
        }
        var id = order.value();
        if (orders.containsKey(id)) {
            var state = states.getOrDefault(id, OrderState.WORKING);
            return CompletableFuture.completedStage(new Found(state, total(id)));
        }
        mayBeSent.add(id);
        return CompletableFuture.completedStage(new UnheardOf());
    }

    @Override
    public synchronized CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        trade(toNanos);
        if (isAway()) {
            return lost("fills");
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
            return lost("statement");
        }
        var open = new ArrayList<>(strangers);
        orders.values().stream().map(OrderTicket::id).filter(this::works).forEach(open::add);
        return CompletableFuture.completedStage(new Statement(open, fills, positions()));
    }

    @Override
    public synchronized void listen(Consumer<ExecutionReport> next) {
        listener = next;
    }

    private void tell(ExecutionReport report) {
        if (!calm) {
            toTell.add(report);
        }
    }

    /** Some reports are told now, some twice, some later and out of order, some never. */
    private void say() {
        for (var report : List.copyOf(toTell)) {
            switch (dice.nextInt(6)) {
                case 0, 1 -> {
                    toTell.remove(report);
                    listener.accept(report);
                }
                case 2 -> {
                    count("report told twice");
                    listener.accept(report);
                    listener.accept(report);
                    toTell.remove(report);
                }
                case 3 -> {
                    count("report lost");
                    toTell.remove(report);
                }
                default -> {}
            }
        }
    }

    // ---- its books

    /** Some orders trade, whole or in two pieces; something that was on the way arrives; some of it is told. */
    private void trade(long toNanos) {
        now = Math.max(now, toNanos);
        if (!onTheWay.isEmpty() && dice.nextBoolean()) {
            onTheWay.removeFirst().run();
        }
        for (String id : List.copyOf(orders.keySet())) {
            var order = orders.get(id);
            if (order == null || !isWorking(id) || !(calm || dice.nextBoolean())) {
                continue;
            }
            var left = order.quantity().minus(total(id));
            boolean half = !calm && left.e8() > 1 && dice.nextBoolean();
            var fill = new Fill(
                    id + "-" + fills.size(),
                    order.id(),
                    order.symbol(),
                    order.side(),
                    half ? new Quantity(left.e8() / 2) : left,
                    order.reference(),
                    Money.of("0.01"),
                    now);
            fills.add(fill);
            states.put(id, half ? OrderState.PARTIALLY_FILLED : OrderState.FILLED);
            tell(new ExecutionReport.Traded(fill));
        }
        if (!calm && awayFor == 0) {
            say();
        }
    }

    private boolean isWorking(String id) {
        return states.get(id) == OrderState.WORKING || states.get(id) == OrderState.PARTIALLY_FILLED;
    }

    /** What traded of an order, and of those it replaced. */
    private Quantity total(String id) {
        return carried.getOrDefault(id, Quantity.ZERO).plus(traded(new ClientOrderId(id)));
    }

    /** The line breaks at any message, and stays down for some. */
    private boolean isAway() {
        if (awayFor == 0 && !calm && dice.nextInt(12) == 0) {
            awayFor = 1 + dice.nextInt(6);
        }
        awayFor = Math.max(0, awayFor - 1);
        return awayFor > 0;
    }

    private <T> CompletionStage<T> lost(String what) {
        count(what + " lost");
        return CompletableFuture.failedStage(new IOException("connection reset"));
    }

    private <T> CompletionStage<T> never(String what) {
        count(what + " not heard of again");
        return new CompletableFuture<>();
    }

    private void count(String what) {
        faults.merge(what, 1, Integer::sum);
    }
}
