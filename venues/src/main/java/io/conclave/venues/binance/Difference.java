package io.conclave.venues.binance;

import io.conclave.domain.order.Side;
import io.conclave.venues.marketdata.L2Book;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.UnreadableMessage;

/**
 * One {@code depthUpdate}: what changed in a book over a stretch of its updates.
 *
 * @param first number of its first update, {@code U}
 * @param last number of its last update, {@code u}
 * @param previous {@code last} of the difference before it, {@code pu}; on spot, where it is not told, {@code first - 1}
 */
record Difference(long first, long last, long previous, Message data) {
    static Difference of(Message data, Market market) {
        long first = data.whole("U");
        long previous = switch (market) {
            case SPOT -> first - 1;
            case USD_MARGINED -> data.whole("pu");
        };
        long last = data.whole("u");
        if (last < first) {
            throw new UnreadableMessage("A difference ends at " + last + ", before it begins at " + first + ".");
        }
        return new Difference(first, last, previous, data);
    }

    void writeTo(L2Book book) {
        data.writePairs("b", Side.BUY, book);
        data.writePairs("a", Side.SELL, book);
    }
}
