package io.conclave.venues.binance;

/** Which of Binance's markets, for they chain their differences by different rules. */
public enum Market {
    /** Numbers run on without a hole: a difference begins one after the last one's end. */
    SPOT {
        @Override
        boolean bridges(Difference next, long snapshot) {
            return next.first() <= snapshot + 1;
        }

        @Override
        boolean follows(Difference next, long last) {
            return next.first() == last + 1;
        }
    },

    /** Futures margined in dollars: numbers have holes, so each difference tells the end of the one before it. */
    USD_MARGINED {
        /** Nothing lies between the end of the one before and its own: it meets the snapshot also where that falls into the hole. */
        @Override
        boolean bridges(Difference next, long snapshot) {
            return next.previous() <= snapshot;
        }

        @Override
        boolean follows(Difference next, long last) {
            return next.previous() == last;
        }
    };

    /** Whether a difference that ends after the snapshot leaves nothing out between the two. */
    abstract boolean bridges(Difference next, long snapshot);

    /** Whether a difference continues the one that ended with {@code last}. */
    abstract boolean follows(Difference next, long last);
}
