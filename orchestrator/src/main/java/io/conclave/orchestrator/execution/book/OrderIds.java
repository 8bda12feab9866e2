package io.conclave.orchestrator.execution.book;

/**
 * Where each order is kept, by its id: open addressing with linear probing, at most half full. It holds rows only; the id
 * is looked up in the row, which whoever asks wants next. What is removed leaves no mark behind: those that were pushed
 * aside by it move up.
 */
final class OrderIds {
    /** 2⁶⁴ divided by the golden ratio, odd: spreads ids that follow each other. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Orders orders;

    /** Rows plus one; 0 is free. */
    private int[] places;

    private int mask;
    private int shift;
    private int size;

    OrderIds(Orders orders, int expected) {
        this.orders = orders;
        allot(Integer.highestOneBit(Math.max(8, expected)) << 1);
    }

    private void allot(int capacity) {
        places = new int[capacity];
        mask = capacity - 1;
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
    }

    /** {@link Orders#NOBODY} if it is nowhere. */
    int find(long id) {
        int at = home(id);
        while (true) {
            int order = places[at & mask] - 1;
            if (order == Orders.NOBODY || orders.id(order) == id) {
                return order;
            }
            at++;
        }
    }

    /** Its id must not be there. */
    void put(int order) {
        if (2 * ++size > mask) {
            grow();
        }
        insert(order + 1);
    }

    private void insert(int place) {
        int at = home(orders.id(place - 1));
        while (places[at] != 0) {
            at = (at + 1) & mask;
        }
        places[at] = place;
    }

    private void grow() {
        var before = places;
        allot(2 * places.length);
        for (int place : before) {
            if (place != 0) {
                insert(place);
            }
        }
    }

    /** It must be there, and its row not yet another's. */
    void remove(int order) {
        int gap = home(orders.id(order));
        while (places[gap] != order + 1) {
            gap = (gap + 1) & mask;
        }
        size--;
        for (int at = (gap + 1) & mask; places[at] != 0; at = (at + 1) & mask) {
            // It may move up if its home does not lie between the gap and where it is.
            if (((at - home(orders.id(places[at] - 1))) & mask) >= ((at - gap) & mask)) {
                places[gap] = places[at];
                gap = at;
            }
        }
        places[gap] = 0;
    }

    private int home(long id) {
        return (int) ((id * SPREAD) >>> shift);
    }
}
