package io.conclave.orchestrator.execution.book;

/**
 * How large a book is. Everything is taken when the book is made, so that no command allocates; more orders than
 * {@code orders} double what was taken, up to {@code maxOrders}.
 *
 * @param ladderTicks how many prices next to the best one each side finds without a search: a power of two from 4,096
 *     to 262,144; 32 bytes each
 * @param orders how many there is room for at first, &gt; 0; about 300 bytes each
 * @param maxOrders more are refused, at most 2²²
 */
public record BookSettings(int ladderTicks, int orders, int maxOrders) {
    private static final int MOST_ORDERS = 1 << 22;

    /** 16,384 prices a side, 2,048 orders at first, a million at most. */
    public static final BookSettings USUAL = new BookSettings(1 << 14, 1 << 11, 1 << 20);

    public BookSettings {
        if (Integer.bitCount(ladderTicks) != 1 || ladderTicks < SlotSet.FEWEST || ladderTicks > SlotSet.MOST) {
            throw new IllegalArgumentException("The ladder of a book has a power of two from " + SlotSet.FEWEST + " to "
                    + SlotSet.MOST + " ticks, not " + ladderTicks);
        }
        if (orders < 1 || maxOrders < orders || maxOrders > MOST_ORDERS) {
            throw new IllegalArgumentException(
                    "A book has room for 1 to " + MOST_ORDERS + " orders, not for " + orders + " to " + maxOrders);
        }
    }
}
