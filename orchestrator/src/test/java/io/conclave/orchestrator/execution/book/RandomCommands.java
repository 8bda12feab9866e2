package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import java.util.SplittableRandom;

/** Commands of every kind, sensible and senseless, around a price that wanders. */
final class RandomCommands {
    private final SplittableRandom random;
    private final NewOrder order = new NewOrder();
    private long middle = 10_000;
    private long ids;
    private long now;

    RandomCommands(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Somebody who carries out commands. */
    interface Target {
        Outcome place(NewOrder order);

        Outcome replace(long id, long price, long lots);

        Outcome move(long id, long price);

        Outcome cancel(long id);

        void advanceTo(long nanos);

        void endDay();
    }

    /** The next command. */
    void next(Target target) {
        if (random.nextInt(2_000) == 0) {
            // The market jumps: the ladders must slide.
            middle = 1 + random.nextLong(40_000);
        }
        int kind = random.nextInt(1_000);
        if (kind < 480) {
            target.place(order());
        } else if (kind < 760) {
            target.cancel(someId());
        } else if (kind < 860) {
            target.replace(someId(), price(), random.nextLong(0, 40));
        } else if (kind < 960) {
            target.move(someId(), price());
        } else if (kind < 996) {
            now += random.nextLong(20);
            target.advanceTo(now);
        } else {
            target.endDay();
        }
    }

    private NewOrder order() {
        var side = random.nextBoolean() ? Side.BUY : Side.SELL;
        long id = random.nextInt(200) == 0 ? someId() : ++ids;
        long lots = random.nextLong(random.nextInt(100) == 0 ? 0 : 1, 40);
        if (random.nextInt(10) == 0) {
            order.market(id, side, lots);
        } else {
            order.limit(id, side, price(), lots);
        }
        if (random.nextInt(3) == 0) {
            order.timeInForce(TimeInForce.values()[random.nextInt(TimeInForce.values().length)]);
        }
        if (random.nextInt(8) == 0) {
            order.goodTill(now + random.nextLong(400));
        }
        if (random.nextInt(6) == 0) {
            order.peak(random.nextLong(12));
        }
        if (random.nextInt(8) == 0) {
            order.postOnly();
        }
        if (random.nextInt(8) == 0) {
            order.stop(price());
        }
        if (random.nextInt(3) == 0) {
            order.owner(random.nextLong(4), SelfTrade.values()[random.nextInt(SelfTrade.values().length)]);
        }
        return order;
    }

    /** Most often one of the last few hundred. */
    private long someId() {
        return Math.max(1, ids - random.nextLong(random.nextInt(10) == 0 ? 5_000 : 300));
    }

    private long price() {
        if (random.nextInt(50) == 0) {
            return random.nextLong(random.nextInt(20) == 0 ? 0 : 1, 60_000);
        }
        return Math.max(1, middle + random.nextLong(-12, 13));
    }
}
