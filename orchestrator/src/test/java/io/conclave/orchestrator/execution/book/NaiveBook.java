package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rules of the book told in the plainest way: one list of orders, sorted when somebody asks. What it says goes. */
final class NaiveBook {
    private static final long NO_PRICE = 0;

    /** One order that waits. */
    private static final class Waiting {
        final long id;
        final long owner;
        final Side side;
        final TimeInForce time;
        final SelfTrade selfTrade;
        final boolean postOnly;
        final long peak;
        final long trigger;
        final long expiry;
        long price;
        long visible;
        long reserve;
        long entry;
        boolean stop;

        Waiting(NewOrder order, long entry) {
            id = order.id;
            owner = order.owner;
            side = order.side;
            time = order.timeInForce;
            selfTrade = order.selfTrade;
            postOnly = order.postOnly;
            peak = order.peak;
            trigger = order.trigger;
            expiry = order.expiresAtNanos;
            price = order.price;
            stop = order.isStop();
            this.entry = entry;
            open(order.lots);
        }

        long open() {
            return visible + reserve;
        }

        void open(long lots) {
            visible = peak > 0 ? Math.min(peak, lots) : lots;
            reserve = lots - visible;
        }

        void reduceTo(long lots) {
            visible = Math.min(visible, lots);
            reserve = lots - visible;
        }
    }

    private final BookListener listener;
    private final List<Waiting> all = new ArrayList<>();
    private long entries;
    private long now;
    private long last = NO_PRICE;

    NaiveBook(BookListener listener) {
        this.listener = listener;
    }

    Outcome place(NewOrder order) {
        if (!order.isInRange()) {
            return Outcome.OUT_OF_RANGE;
        }
        if (!order.isCoherent()) {
            return Outcome.CONTRADICTORY;
        }
        if (find(order.id).isPresent()) {
            return Outcome.DUPLICATE;
        }
        if (order.timeInForce == TimeInForce.GTD && order.expiresAtNanos <= now) {
            return Outcome.EXPIRED;
        }
        var comes = new Waiting(order, ++entries);
        if (comes.stop && !isReached(comes)) {
            all.add(comes);
            return Outcome.ACCEPTED;
        }
        comes.stop = false;
        if (order.postOnly && crosses(comes)) {
            return Outcome.WOULD_TRADE;
        }
        if (order.timeInForce == TimeInForce.FOK && !canFill(comes)) {
            return Outcome.CANNOT_FILL;
        }
        enter(comes);
        triggerStops();
        return Outcome.ACCEPTED;
    }

    Outcome replace(long id, long price, long lots) {
        var found = find(id);
        if (found.isEmpty()) {
            return Outcome.UNKNOWN_ORDER;
        }
        var order = found.get();
        if (price < 1 || price > OrderBook.MOST || lots < 1 || lots > OrderBook.MOST) {
            return Outcome.OUT_OF_RANGE;
        }
        if (order.stop) {
            return Outcome.CONTRADICTORY;
        }
        if (price == order.price && lots <= order.open()) {
            order.reduceTo(lots);
            listener.reduced(id, lots);
            return Outcome.ACCEPTED;
        }
        long before = order.price;
        order.price = price;
        if (order.postOnly && crosses(order)) {
            order.price = before;
            return Outcome.WOULD_TRADE;
        }
        all.remove(order);
        order.open(lots);
        enter(order);
        triggerStops();
        return Outcome.ACCEPTED;
    }

    Outcome move(long id, long price) {
        return replace(id, price, find(id).map(Waiting::open).orElse(1L));
    }

    Outcome cancel(long id) {
        var found = find(id);
        found.ifPresent(order -> cancel(order, Cancelled.ON_REQUEST));
        return found.isPresent() ? Outcome.ACCEPTED : Outcome.UNKNOWN_ORDER;
    }

    void advanceTo(long nanos) {
        now = Math.max(now, nanos);
        all.stream()
                .filter(order -> order.time == TimeInForce.GTD && order.expiry <= now)
                .sorted(Comparator.<Waiting>comparingLong(order -> order.expiry).thenComparingLong(order -> order.id))
                .forEach(order -> cancel(order, Cancelled.EXPIRED));
    }

    void endDay() {
        var inOrder = new ArrayList<>(queue(Side.BUY));
        inOrder.addAll(queue(Side.SELL));
        inOrder.addAll(stops(Side.BUY));
        inOrder.addAll(stops(Side.SELL));
        inOrder.stream()
                .filter(order -> order.time == TimeInForce.DAY)
                .forEach(order -> cancel(order, Cancelled.END_OF_DAY));
    }

    /** Those of a side that others see, the next to trade first. */
    private List<Waiting> queue(Side side) {
        return all.stream()
                .filter(order -> order.side == side && !order.stop)
                .sorted(Comparator.<Waiting>comparingLong(order -> side == Side.BUY ? -order.price : order.price)
                        .thenComparingLong(order -> order.entry))
                .toList();
    }

    /** The next to be triggered first. */
    private List<Waiting> stops(Side side) {
        return all.stream()
                .filter(order -> order.side == side && order.stop)
                .sorted(Comparator.<Waiting>comparingLong(order -> side == Side.BUY ? order.trigger : -order.trigger)
                        .thenComparingLong(order -> order.entry))
                .toList();
    }

    void orders(Side side, OrderBook.OrderVisitor visitor) {
        queue(side).forEach(order -> visitor.order(order.id, order.owner, order.price, order.visible, order.reserve));
    }

    long lastPrice() {
        return last;
    }

    int size() {
        return all.size();
    }

    private Optional<Waiting> find(long id) {
        return all.stream().filter(order -> order.id == id).findFirst();
    }

    private Optional<Waiting> opponent(Waiting comes) {
        return queue(comes.side == Side.BUY ? Side.SELL : Side.BUY).stream()
                .findFirst()
                .filter(other -> accepts(comes, other.price));
    }

    private static boolean accepts(Waiting comes, long price) {
        return comes.price == NewOrder.ANY_PRICE
                || (comes.side == Side.BUY ? price <= comes.price : price >= comes.price);
    }

    private boolean crosses(Waiting comes) {
        return opponent(comes).isPresent();
    }

    private static boolean avoids(Waiting comes, Waiting other) {
        return comes.owner != 0 && comes.selfTrade != SelfTrade.ALLOWED && comes.owner == other.owner;
    }

    /** Tries it on a copy of the queue. */
    private boolean canFill(Waiting comes) {
        record Portion(Waiting of, long visible, long reserve) {}
        var queue = new ArrayList<Portion>();
        queue(comes.side == Side.BUY ? Side.SELL : Side.BUY).stream()
                .filter(other -> accepts(comes, other.price))
                .forEach(other -> queue.add(new Portion(other, other.visible, other.reserve)));
        long missing = comes.open();
        while (missing > 0 && !queue.isEmpty()) {
            var next = queue.removeFirst();
            if (avoids(comes, next.of())) {
                if (comes.selfTrade == SelfTrade.CANCEL_RESTING) {
                    continue;
                }
                return false;
            }
            missing -= Math.min(missing, next.visible());
            if (next.reserve() > 0) {
                long shows = Math.min(next.of().peak, next.reserve());
                int behind = 0;
                while (behind < queue.size() && queue.get(behind).of().price == next.of().price) {
                    behind++;
                }
                queue.add(behind, new Portion(next.of(), shows, next.reserve() - shows));
            }
        }
        return missing == 0;
    }

    /** The order trades, and what is left of it waits or is cancelled. */
    private void enter(Waiting comes) {
        long left = comes.open();
        var other = opponent(comes);
        while (left > 0 && other.isPresent()) {
            left = avoids(comes, other.get()) ? meetSelf(comes, other.get(), left) : trade(comes, other.get(), left);
            other = opponent(comes);
        }
        if (left > 0 && comes.time.mayRest()) {
            comes.open(left);
            comes.entry = ++entries;
            all.add(comes);
            listener.rested(comes.id, comes.side, comes.price, left);
        } else if (left > 0) {
            listener.cancelled(comes.id, left, Cancelled.NOT_FILLED);
        }
    }

    private long trade(Waiting comes, Waiting other, long left) {
        long lots = Math.min(left, other.visible);
        other.visible -= lots;
        long otherLeft = other.open();
        if (otherLeft == 0) {
            all.remove(other);
        } else if (other.visible == 0) {
            other.open(otherLeft);
            other.entry = ++entries;
        }
        last = other.price;
        listener.traded(other.id, comes.id, comes.side, other.price, lots, otherLeft);
        return left - lots;
    }

    private long meetSelf(Waiting comes, Waiting other, long left) {
        return switch (comes.selfTrade) {
            case ALLOWED -> throw new IllegalStateException();
            case CANCEL_RESTING -> {
                cancel(other, Cancelled.SELF_TRADE);
                yield left;
            }
            case CANCEL_INCOMING -> {
                listener.cancelled(comes.id, left, Cancelled.SELF_TRADE);
                yield 0;
            }
            case CANCEL_BOTH -> {
                cancel(other, Cancelled.SELF_TRADE);
                listener.cancelled(comes.id, left, Cancelled.SELF_TRADE);
                yield 0;
            }
            case DECREMENT -> {
                long both = Math.min(left, other.open());
                if (both == other.open()) {
                    cancel(other, Cancelled.SELF_TRADE);
                } else {
                    other.reduceTo(other.open() - both);
                    listener.reduced(other.id, other.open());
                }
                if (both == left) {
                    listener.cancelled(comes.id, left, Cancelled.SELF_TRADE);
                }
                yield left - both;
            }
        };
    }

    private boolean isReached(Waiting stop) {
        return last != NO_PRICE && (stop.side == Side.BUY ? last >= stop.trigger : last <= stop.trigger);
    }

    private void triggerStops() {
        var next = nextStop();
        while (next.isPresent()) {
            var stop = next.get();
            all.remove(stop);
            stop.stop = false;
            listener.triggered(stop.id);
            if (stop.time == TimeInForce.FOK && !canFill(stop)) {
                listener.cancelled(stop.id, stop.open(), Cancelled.NOT_FILLED);
            } else {
                enter(stop);
            }
            next = nextStop();
        }
    }

    private Optional<Waiting> nextStop() {
        var buy = stops(Side.BUY).stream().findFirst().filter(this::isReached);
        var sell = stops(Side.SELL).stream().findFirst().filter(this::isReached);
        if (buy.isEmpty() || sell.isEmpty()) {
            return buy.isPresent() ? buy : sell;
        }
        return buy.get().entry < sell.get().entry ? buy : sell;
    }

    private void cancel(Waiting order, Cancelled why) {
        all.remove(order);
        listener.cancelled(order.id, order.open(), why);
    }
}
