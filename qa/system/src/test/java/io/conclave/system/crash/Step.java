package io.conclave.system.crash;

import java.util.Arrays;
import java.util.List;

/**
 * The places of an order's and a vote's life at which a node is made to die, by the names the product gives them: {@code
 * -Dconclave.failpoint=NAME:N} ends the process at once the N-th time it comes by.
 */
enum Step {
    FEED_STORED("feed.stored"),
    BUS_ACKNOWLEDGED("bus.acknowledged"),
    VOTE_GIVEN("vote.given"),
    ROUND_SETTLED("round.settled"),
    ORDER_RULED("order.ruled"),
    ORDER_INTENT_JOURNALLED("order.intent-journalled"),
    ORDER_CLAIMED("order.claimed"),
    ORDER_SENT("order.sent"),
    ORDER_ACKNOWLEDGED("order.acknowledged"),
    ORDER_FILLED("order.filled"),
    ORDER_BOOKED("order.booked"),
    READ_MODEL_PROJECTED("read-model.projected"),
    OUTBOX_PUBLISHED("outbox.published");

    private final String failpoint;

    Step(String failpoint) {
        this.failpoint = failpoint;
    }

    /** The setting with which a node dies the n-th time it comes by, n &gt;= 1. */
    String at(int n) {
        return failpoint + ":" + n;
    }

    @Override
    public String toString() {
        return failpoint;
    }

    /** In the order of a bar's life: the feed's first, for they are come by only as long as it speaks. */
    static List<Step> all() {
        return Arrays.asList(values());
    }
}
