package io.conclave.system.storm;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import java.time.Duration;

/**
 * What an account in a market that stands still may do.
 *
 * @param cash it begins with, and is worth for ever: it trades at one price and without fees
 * @param orderNotional most that an order may add of exposure
 * @param position most that it may hold, and be about to hold, of what it is worth
 * @param collar farthest beyond the market that an order may be willing to trade, of the price
 * @param orders that it may send within the window
 */
record Limits(Money cash, Money orderNotional, Fraction position, Fraction collar, int orders, Duration window) {

    /** Narrow enough that each is met many times in any ten thousand orders of {@link StormClient}. */
    static Limits narrow() {
        return new Limits(
                Money.of("100000"),
                Money.of("900"),
                Fraction.of(0.75),
                Fraction.of(0.05),
                4_000,
                Duration.ofSeconds(10));
    }
}
