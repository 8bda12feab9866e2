package io.conclave.orchestrator.riskgate.door;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What no order of an account may go beyond. None may be negative.
 *
 * @param version counts how often the limits of an account were changed; 0 for those it begins with
 * @param priceCollar farthest beyond the last price that an order may be willing to trade, of the last price
 * @param maxPriceAgeNanos oldest last price to trade on, event time
 * @param maxQuantity largest order of an instrument; one that is not named has no bound
 * @param maxNotional most that the part of an order that adds exposure may be worth, account currency
 * @param maxPosition most that one position may be worth once every order that waits has traded, of equity
 * @param maxGross most that all positions may be worth together, longs and shorts added, of equity; likewise
 * @param maxNet most that longs may be worth beyond shorts, or shorts beyond longs, of equity; likewise
 * @param maxDailyLoss loss since the day began, of equity then, at which only reductions pass; days are UTC
 * @param maxOrders orders in the window before the rate is full
 * @param rateWindowNanos that window, event time
 * @param duplicateWindowNanos how long an order like another counts as sent by mistake, event time; 0 for never
 * @param restricted instruments in which only reductions pass
 * @param shortAllowed a margin account; otherwise a cash account, which sells what it has and buys with what it has
 * @param costReserve kept back for fees and slippage of a purchase in a cash account, of its notional
 */
public record DoorLimits(
        long version,
        Fraction priceCollar,
        long maxPriceAgeNanos,
        SortedMap<Symbol, Quantity> maxQuantity,
        Money maxNotional,
        Fraction maxPosition,
        Fraction maxGross,
        Fraction maxNet,
        Fraction maxDailyLoss,
        int maxOrders,
        long rateWindowNanos,
        long duplicateWindowNanos,
        SortedSet<Symbol> restricted,
        boolean shortAllowed,
        Bps costReserve) {
    /** Orders in a window that can be remembered. */
    public static final int MOST_ORDERS = 100_000;

    public DoorLimits {
        maxQuantity = Collections.unmodifiableSortedMap(new TreeMap<>(maxQuantity));
        restricted = Collections.unmodifiableSortedSet(new TreeSet<>(restricted));
        boolean negative = priceCollar.signum() < 0
                || maxPriceAgeNanos < 0
                || maxQuantity.values().stream().anyMatch(most -> most.signum() < 0)
                || maxNotional.signum() < 0
                || maxPosition.signum() < 0
                || maxGross.signum() < 0
                || maxNet.signum() < 0
                || maxDailyLoss.signum() < 0
                || rateWindowNanos < 0
                || duplicateWindowNanos < 0
                || costReserve.value() < 0;
        if (negative) {
            throw new IllegalArgumentException("A limit of orders is negative: set each to zero or more");
        }
        if (version < 0 || maxOrders < 0 || maxOrders > MOST_ORDERS) {
            throw new IllegalArgumentException("Limits of orders need a version from 0 and an order rate from 0 to "
                    + MOST_ORDERS + ", not " + version + " and " + maxOrders);
        }
    }

    /** The same, counted otherwise. */
    public DoorLimits numbered(long other) {
        return new DoorLimits(
                other,
                priceCollar,
                maxPriceAgeNanos,
                maxQuantity,
                maxNotional,
                maxPosition,
                maxGross,
                maxNet,
                maxDailyLoss,
                maxOrders,
                rateWindowNanos,
                duplicateWindowNanos,
                restricted,
                shortAllowed,
                costReserve);
    }
}
