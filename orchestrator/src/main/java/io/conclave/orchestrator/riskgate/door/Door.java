package io.conclave.orchestrator.riskgate.door;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.TradingDay;
import io.conclave.orchestrator.riskgate.door.DoorRefusal.Reason;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Looks at each order of one account before it may be sent. A check looks at the order's own instrument and at totals
 * that are kept up to date, so it costs the same however much there is.
 *
 * <p>Tell it everything that changes the account, in the order it happened; the same story gives the same answers. An
 * order that passed is told by {@link #opened}; until it ends, the account counts as if it had traded wherever that is
 * worse. A way out stays open: an order that only brings a position towards zero, beside those that wait to do so, passes
 * whatever limits exposure.
 *
 * <p>For one thread. Nothing here reads a clock: moments are event time, UTC epoch nanoseconds, and never go back.
 */
public final class Door {
    private final Standing standing;
    private final RecentOrders recent = new RecentOrders();
    private DoorLimits limits;
    private TradingDay day;

    /** An account without orders; tell it of those it had by {@link #sent} and {@link #waits}. */
    public Door(DoorLimits limits, AccountSnapshot account) {
        this.limits = limits;
        this.standing = new Standing(account, limits.costReserve());
        this.day = account.day();
    }

    // ---- what was before

    /** An order passed before, and counts in the rate as of its own moment; told of in the order of these moments. */
    public void sent(OrderTicket order) {
        recent.add(order, order.atNanos());
    }

    /** So much of an order that passed before may still trade. */
    public void waits(OrderTicket order, Quantity left) {
        standing.open(order, left.e8());
    }

    /** Others may have passed up to a moment, nobody knows how many: the rate counts as full until its window is over. */
    public void mayHaveSent(long untilNanos) {
        recent.unknownUntil(untilNanos);
    }

    // ---- what happens to the account

    /** From here on other limits hold; what waits stays. */
    public void limits(DoorLimits next) {
        limits = next;
        standing.costs(next.costReserve());
    }

    /** An instrument was last worth that. */
    public void priced(Symbol symbol, Price price, long atNanos) {
        standing.price(symbol, price, atNanos);
    }

    /** The day that losses are counted on from here. */
    public void day(TradingDay next) {
        day = next;
    }

    /** An order passed, and is on its way; it counts in the rate as of its own moment. */
    public void opened(OrderTicket order) {
        sent(order);
        waits(order, order.quantity());
    }

    /** An order that passed takes the place of another; what of that has traded counts as traded of it. */
    public void replaced(ClientOrderId original, OrderTicket replacement) {
        recent.add(replacement, replacement.atNanos());
        long traded = standing.drop(original).map(Standing.Waiting::traded).orElse(0L);
        long left = replacement.quantity().e8() - traded;
        if (left > 0) {
            standing.open(replacement, left);
        }
    }

    /** A piece of an order has traded; of one that nobody opened, too. */
    public void filled(Fill fill) {
        standing.trade(fill);
    }

    /** An order will trade no more. */
    public void ended(ClientOrderId id) {
        standing.drop(id);
    }

    // ---- the questions

    /** Why an order may not be sent now; empty if it may. Changes nothing. */
    public Optional<DoorRefusal> check(OrderTicket order, long nowNanos) {
        return check(order, order.quantity().e8(), nowNanos);
    }

    /**
     * Why one order may not take the place of another that waits; empty if it may. The same rules hold for what it would
     * leave to trade.
     *
     * @param replacement of the whole quantity, what has traded of the other included
     */
    public Optional<DoorRefusal> checkReplacing(ClientOrderId original, OrderTicket replacement, long nowNanos) {
        var waits = standing.waiting(original);
        if (waits.isEmpty()) {
            return check(replacement, nowNanos);
        }
        long left = replacement.quantity().e8() - waits.get().traded();
        if (left <= 0) {
            return no(Reason.QUANTITY, "As much or more has traded of the order already: cancel it instead.");
        }
        standing.drop(original);
        try {
            return check(replacement, left, nowNanos);
        } finally {
            standing.keep(waits.get());
        }
    }

    /** Why two orders of which only one is to trade may not be sent; empty if both may. */
    public Optional<DoorRefusal> checkEither(OrderTicket first, OrderTicket second, long nowNanos) {
        if (recent.within(limits.rateWindowNanos(), nowNanos) + 2 > limits.maxOrders()) {
            return no(Reason.ORDER_RATE, "The window of the account has no room for two orders.");
        }
        return check(first, nowNanos).or(() -> check(second, nowNanos));
    }

    /** It counts in the limits as an order that may trade. */
    public boolean isWaiting(ClientOrderId id) {
        return standing.waiting(id).isPresent();
    }

    /** The day that losses are counted on, with what the account was worth when it began. */
    public TradingDay day() {
        return day;
    }

    public DoorLimits limits() {
        return limits;
    }

    /** What has been used of the limits. */
    public DoorUsage usage(long nowNanos) {
        return new DoorUsage(
                new Money(standing.equity()),
                new Money(standing.gross()),
                new Money(standing.longest()),
                new Money(standing.shortest()),
                new Money(standing.reserved()),
                new Money(Math.max(0, day.equity().e8() - standing.equity())),
                recent.within(limits.rateWindowNanos(), nowNanos));
    }

    // ---- the rules

    private Optional<DoorRefusal> check(OrderTicket order, long quantity, long nowNanos) {
        try {
            return refusal(order, quantity, nowNanos);
        } catch (ArithmeticException e) {
            return no(Reason.NOTIONAL, "The order is worth more than can be reckoned with: make it smaller.");
        }
    }

    private Optional<DoorRefusal> refusal(OrderTicket order, long quantity, long nowNanos) {
        if (recent.within(limits.rateWindowNanos(), nowNanos) >= limits.maxOrders()) {
            return no(Reason.ORDER_RATE, "The account has sent the " + limits.maxOrders() + " orders of its window.");
        }
        if (recent.hasLike(order, limits.duplicateWindowNanos(), nowNanos)) {
            return no(Reason.DUPLICATE, "An order like this was sent a moment ago: wait, or change it.");
        }
        var exposure = standing.of(order.symbol());
        if (exposure.price() == Exposure.NO_PRICE) {
            return no(Reason.NO_PRICE, "There is no price of " + order.symbol() + " yet.");
        }
        if (nowNanos - exposure.pricedAtNanos() > limits.maxPriceAgeNanos()) {
            return no(Reason.STALE_PRICE, "The last price of " + order.symbol() + " is too old.");
        }
        if (isBeyondCollar(order, exposure.price())) {
            return no(
                    Reason.PRICE_COLLAR,
                    "The order would trade up to " + asked(order) + ", too far beyond the last price "
                            + new Price(exposure.price()) + ".");
        }
        var most = limits.maxQuantity().get(order.symbol());
        if (most != null && order.quantity().compareTo(most) > 0) {
            return no(Reason.QUANTITY, "An order of " + order.symbol() + " may be " + most + " at most.");
        }
        return quantity <= exposure.reducibleBy(order.side())
                ? Optional.empty()
                : refusalToAdd(order, quantity, exposure);
    }

    /** What stands against more exposure. */
    private Optional<DoorRefusal> refusalToAdd(OrderTicket order, long quantity, Exposure exposure) {
        if (limits.restricted().contains(order.symbol())) {
            return no(Reason.RESTRICTED, order.symbol() + " is restricted: its position may only be reduced.");
        }
        if (hasLostTooMuch()) {
            return no(Reason.DAILY_LOSS, "The account has lost too much today: positions may only be reduced.");
        }
        if (!limits.shortAllowed() && order.side() == Side.SELL) {
            return no(
                    Reason.SHORT_NOT_ALLOWED,
                    "A cash account sells what it has: " + new Quantity(exposure.reducibleBy(Side.SELL)) + " of "
                            + order.symbol() + " beside the sales that wait.");
        }
        long adds = quantity - exposure.reducibleBy(order.side());
        if (E8.multiply(adds, Math.max(exposure.price(), standing.priceOf(order)))
                > limits.maxNotional().e8()) {
            return no(Reason.NOTIONAL, "An order may add " + limits.maxNotional() + " of exposure at most.");
        }
        if (!limits.shortAllowed()
                && Math.addExact(standing.reserved(), standing.costOf(order, quantity)) > standing.cash()) {
            return no(Reason.BUYING_POWER, "The account has not the cash for it beside its purchases that wait.");
        }
        return refusalOfTotals(order, exposure, exposure.with(order.side(), quantity));
    }

    /** @param then the exposure as it would be with the order waiting, too */
    private Optional<DoorRefusal> refusalOfTotals(OrderTicket order, Exposure now, Exposure then) {
        if (then.largest() > share(limits.maxPosition())) {
            return no(
                    Reason.POSITION,
                    "The position in " + order.symbol() + " could be worth more than its share of equity.");
        }
        if (moved(standing.gross(), now.largest(), then.largest()) > share(limits.maxGross())) {
            return no(Reason.GROSS, "All positions together could be worth more than their share of equity.");
        }
        long most = share(limits.maxNet());
        if (moved(standing.longest(), now.longest(), then.longest()) > most
                || moved(standing.shortest(), now.shortest(), then.shortest()) < -most) {
            return no(Reason.NET, "Longs and shorts could be farther apart than their share of equity.");
        }
        return Optional.empty();
    }

    private static long moved(long total, long from, long to) {
        return Math.addExact(total, Math.subtractExact(to, from));
    }

    /** Beyond the last price, on the side where it hurts; a stop-limit is held against its own trigger. */
    private boolean isBeyondCollar(OrderTicket order, long lastPrice) {
        long from = order.terms().stop().map(Price::e8).orElse(lastPrice);
        long beyond = order.side().sign() * Math.subtractExact(asked(order).e8(), from);
        return beyond > E8.mulDiv(from, limits.priceCollar().ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
    }

    /** The worst price it takes: its limit; without one, its trigger, or the price it was decided at. */
    private static Price asked(OrderTicket order) {
        return order.terms().limit().or(() -> order.terms().stop()).orElse(order.reference());
    }

    private boolean hasLostTooMuch() {
        long now = standing.equity();
        long atFirst = Math.max(0, day.equity().e8());
        long most = E8.mulDiv(atFirst, limits.maxDailyLoss().ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
        return now <= 0 || (atFirst > now && atFirst - now >= most);
    }

    private long share(Fraction ofEquity) {
        return E8.mulDiv(Math.max(0, standing.equity()), ofEquity.ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
    }

    private static Optional<DoorRefusal> no(Reason reason, String why) {
        return Optional.of(new DoorRefusal(reason, why));
    }
}
