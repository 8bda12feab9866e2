package io.conclave.system.storm;

import io.conclave.client.Change;
import io.conclave.client.ConclaveClient;
import io.conclave.client.NewOrder;
import io.conclave.client.NewOrder.Side;
import io.conclave.client.NewOrder.TimeInForce;
import io.conclave.client.Order;
import io.conclave.client.RefusedException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One of many people: places orders of all kinds, some of them absurd, and cancels, replaces and repeats what it placed. Most
 * of its limits are away from the market, so that they wait; market orders and crossing limits trade at once.
 */
final class StormClient {
    private static final int KEPT = 30;

    private final ConclaveClient api;
    private final RandomGenerator dice;
    private final Tally tally;
    private final Deque<Placed> mine = new ArrayDeque<>();

    /** @param order as it was sent; empty for one that came in the place of another */
    private record Placed(Optional<NewOrder> order, String id) {}

    StormClient(ConclaveClient api, RandomGenerator dice, Tally tally) {
        this.api = api;
        this.dice = dice;
        this.tally = tally;
    }

    /** Does one thing. */
    void act() throws InterruptedException {
        try {
            int what = mine.isEmpty() ? 0 : dice.nextInt(20);
            if (what < 13) {
                place(order());
            } else if (what < 16) {
                api.cancel(some().id());
                tally.count("cancel asked");
            } else if (what < 18) {
                var replaced = api.replace(some().id(), Change.ofLimit(price()));
                tally.count("replace asked");
                remember(new Placed(Optional.empty(), replaced.id()));
            } else {
                again(some(), what == 18);
            }
        } catch (RefusedException e) {
            tally.count(e.status() + " " + e.code());
        }
    }

    private void place(NewOrder order) throws InterruptedException {
        long begun = System.nanoTime();
        var placed = api.place(order);
        tally.accepted(System.nanoTime() - begun);
        if (placed.status() == Order.Status.UNKNOWN) {
            tally.count("unknown");
        }
        remember(new Placed(Optional.of(order), placed.id()));
    }

    /** The same order once more, as after a broken line; or another under its name, which must not be taken. */
    private void again(Placed placed, boolean same) throws InterruptedException {
        if (placed.order().isEmpty()) {
            place(order());
            return;
        }
        var order = placed.order().get();
        var taken = api.place(
                same
                        ? order
                        : NewOrder.market(order.symbol(), order.side(), new BigDecimal("7.77"))
                                .named(order.name()));
        if (!taken.id().equals(placed.id())) {
            tally.count("500 a repeated order is another one");
        } else {
            tally.count(same ? "repeated" : "500 a name stands for two orders");
        }
    }

    private NewOrder order() {
        var symbol = StillMarket.SYMBOL.name();
        var side = dice.nextBoolean() ? Side.BUY : Side.SELL;
        var quantity = quantity();
        return switch (dice.nextInt(10)) {
            case 0, 1 -> NewOrder.market(symbol, side, quantity);
            case 2 -> NewOrder.limit(symbol, side, quantity, price()).standing(TimeInForce.IOC);
            case 3 -> NewOrder.limit(symbol, side, quantity, price()).standing(TimeInForce.FOK);
            case 4 -> NewOrder.limit(symbol, side, quantity, price()).postingOnly();
            case 5 -> NewOrder.stop(symbol, side, quantity, price());
            case 6 -> NewOrder.stopLimit(symbol, side, quantity, price(), price());
            case 7 -> NewOrder.limit(symbol, side, quantity, price()).showing(new BigDecimal("0.01"));
            default -> NewOrder.limit(symbol, side, quantity, price());
        };
    }

    /** Some hundredths to some units; now and then far too much. */
    private BigDecimal quantity() {
        return dice.nextInt(25) == 0
                ? BigDecimal.valueOf(dice.nextInt(10, 1_000))
                : BigDecimal.valueOf(dice.nextInt(1, 600), 2);
    }

    /** Within four in a hundred of the market; now and then far off. */
    private BigDecimal price() {
        return dice.nextInt(25) == 0
                ? BigDecimal.valueOf(dice.nextInt(1, 100_000), 2)
                : BigDecimal.valueOf(dice.nextInt(9_600, 10_400), 2);
    }

    private Placed some() {
        int nth = dice.nextInt(mine.size());
        return mine.stream().skip(nth).findFirst().orElseThrow();
    }

    private void remember(Placed placed) {
        mine.addLast(placed);
        if (mine.size() > KEPT) {
            mine.removeFirst();
        }
    }
}
