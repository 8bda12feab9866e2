package io.conclave.orchestrator.execution;

import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.riskgate.GateLimits;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import java.time.Duration;

/**
 * How a desk trades.
 *
 * @param rateWindow event time over which orders are counted for the rate limit
 * @param shortAllowed whether the account may hold less than nothing
 * @param resendWithin against the live clock: how old a decision may be, event time, when its order that never reached
 *     the venue is still sent
 * @param door what no order may go beyond, whoever sends it, until other limits are set
 */
public record DeskSettings(
        GateLimits limits,
        Duration rateWindow,
        boolean shortAllowed,
        Duration resendWithin,
        DoorLimits door,
        Upkeep upkeep,
        Pace pace) {
    public DeskSettings {
        if (limits.maxOrdersInWindow() > DeskState.REMEMBERED) {
            throw new IllegalArgumentException("conclave.gate.order-rate can be " + DeskState.REMEMBERED
                    + " at most: no more orders are remembered, not " + limits.maxOrdersInWindow());
        }
    }

    /**
     * What a desk does by the clock; in virtual time none of it happens.
     *
     * @param answerWithin how long the venue may take to answer before it is asked what became of the order
     * @param haltLookEvery how often it looks whether somebody elsewhere has halted the account
     * @param reconcileEvery how often books and orders are held against the venue's while it trades
     * @param ordersPerSecond how many the venue takes, 0 for any number; more orders are held back, people's refused
     *     once a second's worth waits, and replacements at once
     * @param cancelOnShutdown whether what waits is taken back when the node stops
     * @param shutdownPatience how long the venue may take to confirm that
     */
    public record Upkeep(
            Duration answerWithin,
            Duration haltLookEvery,
            Duration reconcileEvery,
            int ordersPerSecond,
            boolean cancelOnShutdown,
            Duration shutdownPatience) {
        public Upkeep {
            if (ordersPerSecond < 0) {
                throw new IllegalArgumentException(
                        "conclave.desk.orders-per-second is a number from 0, not " + ordersPerSecond);
            }
        }
    }
}
