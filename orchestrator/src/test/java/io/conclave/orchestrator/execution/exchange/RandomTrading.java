package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log of random commands: one market of which the depth is recorded and one of which only prints are, around prices that
 * wander, and accounts of both kinds that order all there is to order.
 */
final class RandomTrading {
    static final Instrument DEEP =
            new Instrument(new Symbol("DEEP"), Price.of("0.5"), Quantity.of("0.01"), Money.of("1"), "USD");
    static final Instrument BARE =
            new Instrument(new Symbol("BARE"), Price.of("0.01"), Quantity.of("0.02"), Money.of("1"), "USD");
    static final List<String> ACCOUNTS = List.of("ann", "bob", "cid", "dan", "eve");

    private final SplittableRandom random;
    private final List<ExchangeCommand> log = new ArrayList<>();
    private final TreeMap<Long, Long> bids = new TreeMap<>();
    private final TreeMap<Long, Long> asks = new TreeMap<>();
    private long deepTicks = 2_000;
    private long bareTicks = 50_000;
    private long now = 1_000;
    private long ids;
    private ExchangeCommand.@Nullable Submit submitted;

    private RandomTrading(long seed) {
        random = new SplittableRandom(seed);
    }

    static List<ExchangeCommand> log(long seed, int commands) {
        var trading = new RandomTrading(seed);
        for (var account : ACCOUNTS) {
            var terms =
                    borrows(account) ? new AccountTerms.Margin(new Bps(1_000), new Bps(900)) : new AccountTerms.Cash();
            trading.log.add(new ExchangeCommand.Open(account, terms, cash(account), 0));
        }
        while (trading.log.size() < commands) {
            trading.next();
        }
        return trading.log;
    }

    static boolean borrows(String account) {
        return account.compareTo("cid") > 0;
    }

    static Money cash(String account) {
        return Money.of(borrows(account) ? "3000" : "100000");
    }

    private void next() {
        now += random.nextInt(3) == 0 ? 0 : random.nextLong(20);
        int kind = random.nextInt(1_000);
        if (kind < 250) {
            show();
        } else if (kind < 350) {
            printDeep();
        } else if (kind < 500) {
            // Now and then it leaps, and somebody's margin with it.
            long step = random.nextInt(200) == 0 ? 3_000 : 40;
            bareTicks = Math.max(10_000, bareTicks + random.nextLong(-step, step + 1));
            log.add(ExchangeCommand.Print.of(
                    BARE.symbol(), now, new Price(bareTicks * BARE.tick().e8())));
        } else if (kind < 790) {
            submitted = new ExchangeCommand.Submit(account(), ticket());
            log.add(submitted);
        } else if (kind < 800 && submitted != null) {
            log.add(submitted);
        } else if (kind < 880) {
            log.add(new ExchangeCommand.Cancel(account(), someId(), now));
        } else if (kind < 960) {
            log.add(new ExchangeCommand.Replace(account(), someId(), ticket()));
        } else if (kind < 990) {
            log.add(new ExchangeCommand.Pass(now));
        } else if (kind < 993) {
            log.add(new ExchangeCommand.EndDay(now));
        } else {
            log.add(
                    random.nextBoolean()
                            ? new ExchangeCommand.Halt(DEEP.symbol(), now)
                            : new ExchangeCommand.Resume(DEEP.symbol(), now));
        }
    }

    /** The record is a book that wanders and never crosses itself. */
    private void show() {
        deepTicks = Math.max(200, deepTicks + random.nextLong(-2, 3));
        var bid = new ArrayList<BookLevel>();
        var ask = new ArrayList<BookLevel>();
        bids.tailMap(deepTicks).keySet().stream().toList().forEach(ticks -> level(bids, ticks, 0, bid));
        asks.headMap(deepTicks, true).keySet().stream().toList().forEach(ticks -> level(asks, ticks, 0, ask));
        for (int i = random.nextInt(3); i >= 0; i--) {
            level(bids, deepTicks - random.nextLong(1, 6), random.nextLong(0, 400), bid);
            level(asks, deepTicks + random.nextLong(1, 6), random.nextLong(0, 400), ask);
        }
        log.add(new ExchangeCommand.Show(DEEP.symbol(), now, false, bid, ask));
    }

    private static void level(SortedMap<Long, Long> side, long ticks, long lots, List<BookLevel> told) {
        if (lots == 0) {
            side.remove(ticks);
        } else {
            side.put(ticks, lots);
        }
        told.add(new BookLevel(
                new Price(ticks * DEEP.tick().e8()),
                new Quantity(lots * DEEP.lot().e8())));
    }

    private void printDeep() {
        var taker = random.nextBoolean() ? Side.BUY : Side.SELL;
        long ticks = deepTicks + taker.sign() * random.nextLong(1, 4);
        log.add(new ExchangeCommand.Print(
                DEEP.symbol(),
                now,
                new Price(ticks * DEEP.tick().e8()),
                random.nextInt(10) == 0
                        ? Optional.empty()
                        : Optional.of(new Quantity(
                                random.nextLong(1, 300) * DEEP.lot().e8())),
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(taker)));
    }

    private OrderTicket ticket() {
        var instrument = random.nextBoolean() ? DEEP : BARE;
        long middle = instrument.equals(DEEP) ? deepTicks : bareTicks;
        var quantity = new Quantity(random.nextLong(1, 1_000) * instrument.lot().e8());
        return new OrderTicket(
                new ClientOrderId("o" + ++ids),
                instrument.symbol(),
                random.nextBoolean() ? Side.BUY : Side.SELL,
                quantity,
                terms(middle, instrument.tick(), quantity),
                new Price(middle * instrument.tick().e8()),
                now);
    }

    private OrderTerms terms(long middle, Price tick, Quantity quantity) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> OrderTerms.market();
            case 2 -> OrderTerms.stop(near(middle, tick));
            case 3 -> OrderTerms.stopLimit(near(middle, tick), near(middle, tick));
            case 4 -> OrderTerms.limit(near(middle, tick)).postingOnly();
            case 5 -> OrderTerms.limit(near(middle, tick)).in(random.nextBoolean() ? TimeInForce.IOC : TimeInForce.FOK);
            case 6 -> OrderTerms.limit(near(middle, tick)).goodTill(now + random.nextLong(1, 500));
            case 7 -> OrderTerms.limit(near(middle, tick)).in(TimeInForce.DAY);
            case 8 -> OrderTerms.limit(near(middle, tick)).showing(new Quantity(Math.max(1, quantity.e8() / 3)));
            default -> OrderTerms.limit(near(middle, tick));
        };
    }

    private Price near(long middle, Price tick) {
        long off = random.nextInt(200) == 0 ? 1 : 0;
        return new Price((middle + random.nextLong(-8, 9)) * tick.e8() + off);
    }

    private ClientOrderId someId() {
        return new ClientOrderId("o" + Math.max(1, ids - random.nextLong(60)));
    }

    private String account() {
        return ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
    }
}
