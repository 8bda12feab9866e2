package io.conclave.orchestrator.riskgate.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door's running totals against sums made anew, over random trading of eight instruments. */
class DoorModelTest {
    private static final int STEPS = 20_000;
    private static final Money CASH = Money.of("100000");
    private static final Fraction GROSS = Fraction.of(1.5);
    private static final Fraction NET = Fraction.of(0.8);
    private static final Fraction POSITION = Fraction.of(0.4);

    /** What the account has, kept the plain way. */
    private static final class Books {
        private final SortedMap<String, OrderTicket> open = new TreeMap<>();
        private final SortedMap<String, Quantity> left = new TreeMap<>();
        private final SortedMap<Symbol, Price> prices = new TreeMap<>();
        private Portfolio portfolio = Portfolio.withCash(CASH);

        Money gross() {
            return summed((position, buys, sells) ->
                    Math.max(Math.absExact(position + buys), Math.absExact(position - sells)));
        }

        Money longest() {
            return summed((position, buys, sells) -> position + buys);
        }

        Money shortest() {
            return summed((position, buys, sells) -> position - sells);
        }

        private interface Worst {
            long quantity(long position, long buys, long sells);
        }

        private Money summed(Worst worst) {
            var sum = Money.ZERO;
            for (Map.Entry<Symbol, Price> price : prices.entrySet()) {
                sum = sum.plus(worthOf(price.getKey(), worst));
            }
            return sum;
        }

        private Money worthOf(Symbol symbol, Worst worst) {
            long position = portfolio.quantity(symbol).e8();
            long quantity = worst.quantity(position, waiting(symbol, Side.BUY), waiting(symbol, Side.SELL));
            return new Money(E8.multiply(quantity, priceOf(symbol).e8()));
        }

        Price priceOf(Symbol symbol) {
            return Objects.requireNonNull(prices.get(symbol));
        }

        long leftOf(OrderTicket order) {
            return Objects.requireNonNull(left.get(order.id().value())).e8();
        }

        Money largest(Symbol symbol) {
            return worthOf(
                    symbol,
                    (position, buys, sells) ->
                            Math.max(Math.absExact(position + buys), Math.absExact(position - sells)));
        }

        private long waiting(Symbol symbol, Side side) {
            return open.values().stream()
                    .filter(order -> order.symbol().equals(symbol) && order.side() == side)
                    .mapToLong(this::leftOf)
                    .sum();
        }

        boolean onlyReduces(OrderTicket order) {
            long position =
                    portfolio.quantity(order.symbol()).e8() * order.side().sign();
            return order.quantity().e8() <= Math.max(0, -position - waiting(order.symbol(), order.side()));
        }

        Money equity() {
            return portfolio.equity(prices);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void totalsAreTheSumsAndNothingThatPassedGoesBeyondALimit(long seed) {
        var dice = new Random(seed);
        var books = new Books();
        var symbols = new ArrayList<Symbol>();
        var door = new Door(limits(), new AccountSnapshot(0, books.portfolio, new TreeMap<>(), CASH, CASH));
        for (int i = 0; i < 8; i++) {
            symbols.add(new Symbol("S" + i + "-USD"));
            price(door, books, symbols.get(i), new Price(E8.ofWhole(10 + i * 7)), 0);
        }

        int passed = 0;
        int refused = 0;
        for (int step = 1; step <= STEPS; step++) {
            var symbol = symbols.get(dice.nextInt(symbols.size()));
            switch (dice.nextInt(5)) {
                case 0 -> price(door, books, symbol, moved(books.priceOf(symbol), dice), step);
                case 1 -> trade(door, books, dice, step);
                case 2 -> end(door, books, dice);
                default -> {
                    var order = order(symbol, books.priceOf(symbol), dice, step);
                    boolean reduces = books.onlyReduces(order);
                    var refusal = door.check(order, step);
                    if (refusal.isPresent()) {
                        assertThat(reduces).as("%s refused: %s", order, refusal).isFalse();
                        refused++;
                    } else {
                        open(door, books, order);
                        passed++;
                        if (!reduces) {
                            assertThat(books.gross())
                                    .isLessThanOrEqualTo(books.equity().times(GROSS));
                            assertThat(books.largest(symbol))
                                    .isLessThanOrEqualTo(books.equity().times(POSITION));
                            assertThat(books.longest())
                                    .isLessThanOrEqualTo(books.equity().times(NET));
                            assertThat(books.shortest().negated())
                                    .isLessThanOrEqualTo(books.equity().times(NET));
                        }
                    }
                }
            }
            var usage = door.usage(step);
            assertThat(usage.gross()).as("gross at %d", step).isEqualTo(books.gross());
            assertThat(usage.longest()).isEqualTo(books.longest());
            assertThat(usage.shortest()).isEqualTo(books.shortest());
            assertThat(usage.equity()).isEqualTo(books.equity());
        }
        assertThat(passed).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(1_000);
    }

    private static DoorLimits limits() {
        return new DoorLimits(
                1,
                Fraction.of(0.5),
                Long.MAX_VALUE,
                new TreeMap<>(),
                Money.of("20000"),
                POSITION,
                GROSS,
                NET,
                Fraction.of(10),
                DoorLimits.MOST_ORDERS,
                1_000,
                0,
                new TreeSet<>(),
                true,
                Bps.ZERO);
    }

    private static void price(Door door, Books books, Symbol symbol, Price price, long now) {
        door.priced(symbol, price, now);
        books.prices.put(symbol, price);
    }

    private static Price moved(Price from, Random dice) {
        return new Price(Math.max(E8.ONE, from.e8() + dice.nextLong(-E8.ONE / 10, E8.ONE / 10)));
    }

    private static OrderTicket order(Symbol symbol, Price last, Random dice, int step) {
        var quantity = new Quantity(dice.nextLong(1, 300) * E8.ONE);
        var side = dice.nextBoolean() ? Side.BUY : Side.SELL;
        var terms = dice.nextBoolean() ? OrderTerms.market() : OrderTerms.limit(last);
        return new OrderTicket(new ClientOrderId("o" + step), symbol, side, quantity, terms, last, step);
    }

    private static void open(Door door, Books books, OrderTicket order) {
        door.opened(order);
        books.open.put(order.id().value(), order);
        books.left.put(order.id().value(), order.quantity());
    }

    private static void trade(Door door, Books books, Random dice, int step) {
        if (books.open.isEmpty()) {
            return;
        }
        var order = any(books.open, dice);
        long left = books.leftOf(order);
        var quantity = new Quantity(dice.nextBoolean() ? left : Math.max(1, left / 3));
        var fill = new Fill(
                "f" + step,
                order.id(),
                order.symbol(),
                order.side(),
                quantity,
                books.priceOf(order.symbol()),
                new Money(dice.nextInt(1_000)),
                step);
        door.filled(fill);
        books.portfolio = books.portfolio.after(fill);
        books.left.put(order.id().value(), new Quantity(left - quantity.e8()));
        if (left == quantity.e8()) {
            books.open.remove(order.id().value());
        }
    }

    private static void end(Door door, Books books, Random dice) {
        if (!books.open.isEmpty()) {
            var order = any(books.open, dice);
            door.ended(order.id());
            books.open.remove(order.id().value());
        }
    }

    private static OrderTicket any(SortedMap<String, OrderTicket> open, Random dice) {
        return List.copyOf(open.values()).get(dice.nextInt(open.size()));
    }
}
