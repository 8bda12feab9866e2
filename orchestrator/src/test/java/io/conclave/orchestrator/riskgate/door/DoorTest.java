package io.conclave.orchestrator.riskgate.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.TradingDay;
import io.conclave.orchestrator.riskgate.door.DoorRefusal.Reason;
import java.time.Duration;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An account of 10,000 in cash; bitcoin is worth 100, ether 10. */
class DoorTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol ETH = new Symbol("ETH-USD");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long NOON = Duration.ofHours(12).toNanos();

    private final TreeMap<Symbol, Quantity> quantities = new TreeMap<>();
    private final TreeSet<Symbol> restricted = new TreeSet<>();
    private Door door = door(margin());
    private long now = NOON;
    private int orders;

    private static Door door(DoorLimits limits) {
        var opening = new AccountSnapshot(
                NOON, Portfolio.withCash(Money.of("10000")), new TreeMap<>(), Money.of("10000"), Money.of("10000"));
        var door = new Door(limits, opening);
        door.priced(BTC, Price.of("100"), NOON);
        door.priced(ETH, Price.of("10"), NOON);
        return door;
    }

    /** Position 60 %, gross 100 %, net 50 %, 4,000 an order, 5 orders in 10 s, duplicates within 1 s, 10 % loss a day. */
    private DoorLimits margin() {
        return limits(Fraction.of(0.5), true);
    }

    /** The same, but net 100 %; nothing is sold that is not there, and 1 % is kept back for costs. */
    private DoorLimits cash() {
        return limits(Fraction.ONE, false);
    }

    private DoorLimits limits(Fraction net, boolean shortAllowed) {
        return new DoorLimits(
                1,
                Fraction.of(0.05),
                Duration.ofMinutes(1).toNanos(),
                quantities,
                Money.of("4000"),
                Fraction.of(0.6),
                Fraction.ONE,
                net,
                Fraction.of(0.1),
                5,
                10 * SECOND,
                SECOND,
                restricted,
                shortAllowed,
                new Bps(100));
    }

    // ---- what is stopped whatever it does to the position

    @Test
    void anOrderWithinAllLimitsPasses() {
        assertPasses(market(Side.BUY, BTC, "10"));
    }

    @Test
    void moreOrdersThanTheWindowTakesAreRefusedUntilItHasGoneOn() {
        for (int i = 1; i <= 5; i++) {
            send(limit(Side.BUY, BTC, "0." + i, "90"));
        }
        assertRefused(Reason.ORDER_RATE, limit(Side.BUY, BTC, "0.6", "90"));

        now += 10 * SECOND;

        assertPasses(limit(Side.BUY, BTC, "0.6", "90"));
    }

    @Test
    void whatWasSentBeforeCountsInTheRateAndWhatWaitsHoldsItsPartOfTheLimits() {
        for (int i = 1; i <= 4; i++) {
            door.sent(limit(Side.BUY, BTC, "0." + i, "90"));
        }
        door.waits(limit(Side.BUY, BTC, "30", "100"), Quantity.of("25"));
        assertRefused(Reason.NET, limit(Side.BUY, BTC, "25.1", "100"));

        send(limit(Side.BUY, BTC, "25", "100"));

        assertRefused(Reason.ORDER_RATE, limit(Side.SELL, BTC, "1", "100"));
    }

    @Test
    void asLongAsNobodyKnowsHowManyOrdersWereSentTheRateIsFull() {
        door.mayHaveSent(now);

        now += 10 * SECOND - 1;
        assertRefused(Reason.ORDER_RATE, market(Side.BUY, BTC, "1"));
        now += 1;
        assertPasses(market(Side.BUY, BTC, "1"));
    }

    @Test
    void theSameOrderASecondTimeIsTakenForAMistakeForAWhile() {
        send(limit(Side.BUY, BTC, "1", "99"));

        assertRefused(Reason.DUPLICATE, limit(Side.BUY, BTC, "1", "99"));
        assertPasses(limit(Side.BUY, BTC, "1", "98"));
        assertPasses(limit(Side.BUY, ETH, "1", "9.9"));
        now += SECOND;
        assertPasses(limit(Side.BUY, BTC, "1", "99"));
    }

    @Test
    void anInstrumentWithoutAPriceOrWithAnOldOneIsNotTraded() {
        assertRefused(Reason.NO_PRICE, market(Side.BUY, new Symbol("XRP-USD"), "1"));
        now += Duration.ofMinutes(1).toNanos() + 1;
        assertRefused(Reason.STALE_PRICE, market(Side.BUY, BTC, "1"));
        door.priced(BTC, Price.of("100"), now);
        assertPasses(market(Side.BUY, BTC, "1"));
    }

    @Test
    void anOrderThatWouldTradeFarBeyondTheLastPriceIsRefusedOnTheSideWhereItHurts() {
        assertPasses(limit(Side.BUY, BTC, "1", "105"));
        assertRefused(Reason.PRICE_COLLAR, limit(Side.BUY, BTC, "1", "105.01"));
        assertPasses(limit(Side.BUY, BTC, "1", "1"));
        assertPasses(limit(Side.SELL, BTC, "1", "95"));
        assertRefused(Reason.PRICE_COLLAR, limit(Side.SELL, BTC, "1", "94.99"));
        assertPasses(limit(Side.SELL, BTC, "1", "1000"));
    }

    @Test
    void aStopIsHeldAgainstItsOwnTrigger() {
        assertPasses(ticket(Side.BUY, BTC, "1", OrderTerms.stop(Price.of("150"))));
        assertPasses(ticket(Side.BUY, BTC, "1", OrderTerms.stopLimit(Price.of("150"), Price.of("157.5"))));
        assertRefused(
                Reason.PRICE_COLLAR,
                ticket(Side.BUY, BTC, "1", OrderTerms.stopLimit(Price.of("150"), Price.of("157.51"))));
    }

    @Test
    void aMarketOrderDecidedAtAnotherPriceIsRefused() {
        var decidedHigher =
                new OrderTicket(id(), BTC, Side.BUY, Quantity.of("1"), OrderTerms.market(), Price.of("105.01"), now);

        assertRefused(Reason.PRICE_COLLAR, decidedHigher);
    }

    @Test
    void anOrderLargerThanItsInstrumentTakesIsRefusedEvenIfItReduces() {
        trade(Side.BUY, BTC, "30", "100");
        quantities.put(BTC, Quantity.of("20"));
        door.limits(margin());

        assertPasses(market(Side.SELL, BTC, "20"));
        assertRefused(Reason.QUANTITY, market(Side.SELL, BTC, "20.1"));
    }

    // ---- what reductions pass

    @Test
    void aRestrictedInstrumentMayOnlyBeReduced() {
        trade(Side.BUY, BTC, "10", "100");
        restricted.add(BTC);
        door.limits(margin());

        assertRefused(Reason.RESTRICTED, market(Side.BUY, BTC, "1"));
        assertPasses(market(Side.SELL, BTC, "10"));
        assertRefused(Reason.RESTRICTED, market(Side.SELL, BTC, "10.1"));
    }

    @Test
    void afterALossOfATenthInADayPositionsMayOnlyBeReducedUntilTheNext() {
        trade(Side.BUY, BTC, "50", "100");
        now += SECOND;
        door.priced(BTC, Price.of("80.01"), now);
        assertPasses(market(Side.BUY, ETH, "1"));

        door.priced(BTC, Price.of("80"), now);

        assertRefused(Reason.DAILY_LOSS, market(Side.BUY, ETH, "1"));
        assertPasses(market(Side.SELL, BTC, "50"));
        now = Duration.ofHours(24).toNanos();
        door.priced(ETH, Price.of("10"), now);
        assertRefused(Reason.DAILY_LOSS, market(Side.BUY, ETH, "1"));
        door.day(new TradingDay(1, Money.of("9000")));
        assertPasses(market(Side.BUY, ETH, "1"));
    }

    @Test
    void anAccountThatIsWorthNothingMayOnlyReduce() {
        trade(Side.SELL, BTC, "50", "100");
        now = Duration.ofHours(24).toNanos();
        door.priced(BTC, Price.of("301"), now);
        door.day(new TradingDay(1, Money.of("-50")));

        assertRefused(Reason.DAILY_LOSS, market(Side.SELL, BTC, "1", "301"));
        assertPasses(market(Side.BUY, BTC, "50", "301"));
    }

    @Test
    void aCashAccountSellsWhatItHasBesideItsSalesThatWait() {
        door = door(cash());
        trade(Side.BUY, BTC, "10", "100");
        send(limit(Side.SELL, BTC, "7", "110"));

        assertPasses(market(Side.SELL, BTC, "3"));
        assertRefused(Reason.SHORT_NOT_ALLOWED, market(Side.SELL, BTC, "3.1"));
    }

    @Test
    void theAddingPartOfAnOrderIsBoundAndTheReducingPartIsNot() {
        trade(Side.BUY, BTC, "45", "100");

        assertRefused(Reason.NOTIONAL, market(Side.SELL, BTC, "85.1"));
        assertPasses(market(Side.SELL, BTC, "85"));
    }

    @Test
    void thePositionCountsAsIfEveryOrderThatWaitsHadTraded() {
        send(limit(Side.BUY, BTC, "30", "90"));
        send(limit(Side.SELL, BTC, "40", "100"));

        assertRefused(Reason.NET, limit(Side.BUY, BTC, "20.1", "90"));
        assertPasses(limit(Side.BUY, BTC, "20", "90"));
        assertPasses(limit(Side.SELL, BTC, "10", "100"));
        assertRefused(Reason.NET, limit(Side.SELL, BTC, "10.1", "100"));
    }

    @Test
    void onePositionAndAllTogetherHaveTheirShareOfEquity() {
        trade(Side.SELL, ETH, "300", "10");
        trade(Side.BUY, BTC, "30", "100");

        assertRefused(Reason.POSITION, market(Side.BUY, BTC, "30.1"));
        assertPasses(market(Side.BUY, BTC, "30"));
        send(market(Side.BUY, BTC, "30"));
        assertRefused(Reason.GROSS, market(Side.SELL, ETH, "100.1"));
        assertPasses(market(Side.SELL, ETH, "100"));
    }

    @Test
    void aCashAccountBuysWithWhatItsOtherPurchasesLeaveAndKeepsCostsBack() {
        door = door(cash());
        trade(Side.BUY, ETH, "495", "10");
        send(limit(Side.BUY, BTC, "10", "100"));

        // 5,050 in cash, 1,010 kept for the one that waits: 40 at 100 cost 4,040 with their own costs.
        assertPasses(market(Side.BUY, BTC, "40"));
        send(limit(Side.BUY, BTC, "0.01", "100"));
        assertRefused(Reason.BUYING_POWER, market(Side.BUY, BTC, "40"));
    }

    @Test
    void anOrderThatEndsGivesBackWhatItHeld() {
        var first = limit(Side.BUY, BTC, "40", "100");
        send(first);
        assertRefused(Reason.NET, limit(Side.BUY, BTC, "20", "99"));

        door.ended(first.id());

        assertPasses(limit(Side.BUY, BTC, "20", "99"));
        assertThat(door.usage(now).reserved()).isEqualTo(Money.ZERO);
        assertThat(door.usage(now).longest()).isEqualTo(Money.ZERO);
    }

    @Test
    void anOrderThatTakesTheOnesPlaceIsHeldAgainstTheLimitsWithoutIt() {
        trade(Side.BUY, BTC, "5", "100");
        var first = limit(Side.BUY, BTC, "40", "100");
        send(first);
        fill(first, "10", "100");

        var larger = limit(Side.BUY, BTC, "45", "99");
        assertThat(door.checkReplacing(first.id(), larger, now)).isEmpty();
        assertThat(door.checkReplacing(first.id(), limit(Side.BUY, BTC, "45.1", "99"), now))
                .hasValueSatisfying(no -> assertThat(no.reason()).isEqualTo(Reason.NET));
        assertThat(door.checkReplacing(first.id(), limit(Side.BUY, BTC, "10", "99"), now))
                .hasValueSatisfying(no -> assertThat(no.reason()).isEqualTo(Reason.QUANTITY));

        door.replaced(first.id(), larger);
        assertThat(door.usage(now).longest()).isEqualTo(Money.of("5000"));
        assertThat(door.usage(now).reserved()).isEqualTo(Money.of("3499.65"));
    }

    @Test
    void whatCannotBeReckonedIsRefused() {
        var absurd = new OrderTicket(
                id(), BTC, Side.BUY, new Quantity(Long.MAX_VALUE), OrderTerms.market(), Price.of("100"), now);

        assertRefused(Reason.NOTIONAL, absurd);
        assertPasses(market(Side.BUY, BTC, "10"));
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        quantities.put(BTC, Quantity.of("-1"));

        assertThatThrownBy(this::margin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A limit of orders is negative: set each to zero or more");
    }

    // ---- the trade's words

    private void assertPasses(OrderTicket order) {
        assertThat(door.check(order, now)).isEmpty();
    }

    private void assertRefused(Reason reason, OrderTicket order) {
        assertThat(door.check(order, now))
                .hasValueSatisfying(no -> assertThat(no.reason()).as(no.why()).isEqualTo(reason));
    }

    private void send(OrderTicket order) {
        assertPasses(order);
        door.opened(order);
    }

    /** Bought or sold in pieces that no limit stops, long enough ago for the rate. */
    private void trade(Side side, Symbol symbol, String quantity, String price) {
        fill(market(side, symbol, quantity), quantity, price);
    }

    private void fill(OrderTicket order, String quantity, String price) {
        door.filled(new Fill(
                order.id() + "-" + ++orders,
                order.id(),
                order.symbol(),
                order.side(),
                Quantity.of(quantity),
                Price.of(price),
                Money.ZERO,
                now));
    }

    private OrderTicket market(Side side, Symbol symbol, String quantity) {
        return market(side, symbol, quantity, symbol.equals(ETH) ? "10" : "100");
    }

    private OrderTicket market(Side side, Symbol symbol, String quantity, String reference) {
        return new OrderTicket(
                id(), symbol, side, Quantity.of(quantity), OrderTerms.market(), Price.of(reference), now);
    }

    private OrderTicket limit(Side side, Symbol symbol, String quantity, String limit) {
        return ticket(side, symbol, quantity, OrderTerms.limit(Price.of(limit)));
    }

    private OrderTicket ticket(Side side, Symbol symbol, String quantity, OrderTerms terms) {
        return new OrderTicket(id(), symbol, side, Quantity.of(quantity), terms, Price.of("100"), now);
    }

    private ClientOrderId id() {
        return new ClientOrderId("o" + ++orders);
    }
}
