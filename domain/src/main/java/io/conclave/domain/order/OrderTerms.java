package io.conclave.domain.order;

import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Optional;

/**
 * On what terms an order trades: at which price, from when on, for how long and how much of it is shown.
 *
 * <p>Terms that contradict each other cannot be made: the message of the {@link IllegalArgumentException} is one sentence
 * for whoever asked for them.
 *
 * @param limit the worst price it takes; absent takes every price
 * @param stop the price at which it wakes: a purchase when the market trades there or above, a sale there or below; absent
 *     is awake at once
 * @param goodTillNanos for {@link TimeInForce#GTD} alone: when the venue gives it up, UTC epoch nanoseconds; else 0
 * @param postOnly refused rather than trade with an order that waits already
 * @param shown the most the book shows of it at a time (an iceberg); absent shows all
 */
public record OrderTerms(
        Optional<Price> limit,
        Optional<Price> stop,
        TimeInForce timeInForce,
        long goodTillNanos,
        boolean postOnly,
        Optional<Quantity> shown) {
    public OrderTerms {
        if ((timeInForce == TimeInForce.GTD) != (goodTillNanos > 0) || goodTillNanos < 0) {
            throw new IllegalArgumentException("An order that is good till a moment names it, and no other does: "
                    + timeInForce + " with " + goodTillNanos);
        }
        if (limit.isEmpty() && stop.isEmpty() && timeInForce == TimeInForce.GTD) {
            throw new IllegalArgumentException("A market order trades at once, so it is not good till a moment");
        }
        if (postOnly && limit.isEmpty()) {
            throw new IllegalArgumentException("Only an order with a limit can be post-only");
        }
        if (postOnly && !timeInForce.mayRest()) {
            throw new IllegalArgumentException(
                    "A post-only order waits in the book, which " + timeInForce + " does not allow");
        }
        if (shown.isPresent() && (limit.isEmpty() || !timeInForce.mayRest())) {
            throw new IllegalArgumentException("Only an order that waits at a limit can be shown in part");
        }
        if (shown.isPresent() && shown.get().signum() <= 0) {
            throw new IllegalArgumentException(
                    "The part of an order that is shown must be positive, not " + shown.get());
        }
    }

    /** At once, at every price; what finds nobody is cancelled. */
    public static OrderTerms market() {
        return new OrderTerms(Optional.empty(), Optional.empty(), TimeInForce.IOC, 0, false, Optional.empty());
    }

    /** At this price or a better one, until cancelled. */
    public static OrderTerms limit(Price limit) {
        return new OrderTerms(Optional.of(limit), Optional.empty(), TimeInForce.GTC, 0, false, Optional.empty());
    }

    /** A market order once the market has traded at this price or beyond. */
    public static OrderTerms stop(Price stop) {
        return new OrderTerms(Optional.empty(), Optional.of(stop), TimeInForce.GTC, 0, false, Optional.empty());
    }

    /** A limit order once the market has traded at the stop or beyond. */
    public static OrderTerms stopLimit(Price stop, Price limit) {
        return new OrderTerms(Optional.of(limit), Optional.of(stop), TimeInForce.GTC, 0, false, Optional.empty());
    }

    /** @param next anything but {@link TimeInForce#GTD}, which is {@link #goodTill} */
    public OrderTerms in(TimeInForce next) {
        return new OrderTerms(limit, stop, next, 0, postOnly, shown);
    }

    /** @param nanos UTC epoch nanoseconds, &gt; 0 */
    public OrderTerms goodTill(long nanos) {
        return new OrderTerms(limit, stop, TimeInForce.GTD, nanos, postOnly, shown);
    }

    public OrderTerms postingOnly() {
        return new OrderTerms(limit, stop, timeInForce, goodTillNanos, true, shown);
    }

    /** @param most &gt; 0 */
    public OrderTerms showing(Quantity most) {
        return new OrderTerms(limit, stop, timeInForce, goodTillNanos, postOnly, Optional.of(most));
    }

    /** Awake at once and takes every price. */
    public boolean isMarket() {
        return limit.isEmpty() && stop.isEmpty();
    }
}
