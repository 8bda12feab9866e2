package io.conclave.benchmarks;

import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.orchestrator.execution.book.BookListener;
import io.conclave.orchestrator.execution.book.BookSettings;
import io.conclave.orchestrator.execution.book.NewOrder;
import io.conclave.orchestrator.execution.book.OrderBook;
import java.util.SplittableRandom;

/**
 * Commands to a book, the same for everybody, in the mix and the manner of exchange-core's own load generator: of a hundred 9
 * wait, 3 are immediate-or-cancel at nearly any price, 6 cancel and 82 move an order. About a thousand orders wait around the last
 * trade, the nearer the closer together. Every command names an order that waits: a book of ours was kept up while they
 * were drawn.
 */
final class BookStream {
    static final byte WAIT = 0;
    static final byte IMMEDIATE = 1;
    static final byte CANCEL = 2;
    static final byte MOVE = 3;

    /** How orders lie. */
    enum Shape {
        /** Placed within 10,000 ticks, most prices free; a move is a hundredth of the way to the last trade. */
        THIN(10_000),
        /** Within 50 ticks, ten orders at each price; a move is to any of them. */
        DENSE(50);

        private final int ticks;

        Shape(int ticks) {
            this.ticks = ticks;
        }
    }

    private static final int RESTING = 1_000;
    private static final long MIDDLE = 500_000;

    final byte[] kinds;
    final boolean[] buys;
    final long[] ids;
    final long[] prices;
    final long[] lots;

    private final Shape shape;
    private final SplittableRandom random;
    private final OrderBook book;
    private final NewOrder order = new NewOrder();

    /** Ids that may still wait; one that does not is dropped when it is drawn. */
    private final long[] live = new long[4 * RESTING];

    private int lives;

    /** The side of each order that may still wait, by its id. */
    private final boolean[] isBid = new boolean[1 << 20];

    private final long[] priceOf = new long[1 << 20];

    private long lastId;

    BookStream(int commands, Shape shape, long seed) {
        this.shape = shape;
        kinds = new byte[commands];
        buys = new boolean[commands];
        ids = new long[commands];
        prices = new long[commands];
        lots = new long[commands];
        random = new SplittableRandom(seed);
        book = new OrderBook(BookSettings.USUAL, BookListener.NONE);
        for (int i = 0; i < commands; i++) {
            draw(i);
        }
    }

    int size() {
        return kinds.length;
    }

    private void draw(int i) {
        int kind = random.nextInt(100);
        if (kind < 9 || i < RESTING) {
            place(i, WAIT, distance(), 100);
        } else if (kind < 12) {
            // The fuller the book, the more they take of it.
            place(i, IMMEDIATE, -shape.ticks, book.size() < RESTING ? 10 : 600);
        } else {
            long id = someLiveId();
            kinds[i] = kind < 18 ? CANCEL : MOVE;
            ids[i] = id;
            if (kinds[i] == CANCEL) {
                book.cancel(id);
            } else {
                move(i, id);
            }
        }
    }

    /**
     * @param away how many ticks behind the middle; negative crosses it
     * @param most lots
     */
    private void place(int i, byte kind, long away, int most) {
        kinds[i] = kind;
        buys[i] = random.nextBoolean();
        ids[i] = ++lastId;
        prices[i] = buys[i] ? middle() - away : middle() + away;
        lots[i] = random.nextLong(1, most);
        carryOut(book, order, i);
        if (kind == WAIT && book.open(lastId) > 0) {
            remember(lastId, buys[i], prices[i]);
        }
    }

    /** Never to where it is, for exchange-core sends one that stays to the end of its queue. */
    private void move(int i, long id) {
        int slot = (int) (id % isBid.length);
        buys[i] = isBid[slot];
        long before = priceOf[slot];
        do {
            priceOf[slot] = switch (shape) {
                case THIN -> before + stepTowards(middle() - before);
                case DENSE -> buys[i] ? middle() - distance() : middle() + distance();
            };
        } while (priceOf[slot] == before);
        prices[i] = priceOf[slot];
        carryOut(book, order, i);
    }

    /** A hundredth of the way, at least a tick; from the end of it, a tick to either side. */
    private long stepTowards(long way) {
        if (way == 0) {
            return random.nextBoolean() ? 1 : -1;
        }
        return Long.signum(way) * (1 + Math.abs(way) / 100);
    }

    private long middle() {
        return book.lastPrice() == 0 ? MIDDLE : book.lastPrice();
    }

    /** In ticks from the middle: the nearer the more often. */
    private long distance() {
        double share = random.nextDouble();
        return 1 + (long) (share * share * shape.ticks);
    }

    private void remember(long id, boolean bid, long price) {
        isBid[(int) (id % isBid.length)] = bid;
        priceOf[(int) (id % priceOf.length)] = price;
        if (lives == live.length) {
            forgetTheDone();
        }
        live[lives++] = id;
    }

    private void forgetTheDone() {
        int kept = 0;
        for (int k = 0; k < lives; k++) {
            if (book.open(live[k]) > 0) {
                live[kept++] = live[k];
            }
        }
        lives = kept;
    }

    private long someLiveId() {
        while (true) {
            int at = random.nextInt(lives);
            if (book.open(live[at]) > 0) {
                return live[at];
            }
            live[at] = live[--lives];
        }
    }

    /** Carries out one command on a book of ours. */
    void carryOut(OrderBook on, NewOrder with, int i) {
        switch (kinds[i]) {
            case WAIT -> on.place(with.limit(ids[i], buys[i] ? Side.BUY : Side.SELL, prices[i], lots[i]));
            case IMMEDIATE ->
                on.place(with.limit(ids[i], buys[i] ? Side.BUY : Side.SELL, prices[i], lots[i])
                        .timeInForce(TimeInForce.IOC));
            case CANCEL -> on.cancel(ids[i]);
            default -> on.move(ids[i], prices[i]);
        }
    }
}
