package io.conclave.orchestrator.execution.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is ordered and whatever the market does: money is conserved, and nobody gets what he could not have had. */
class RandomTradingTest {
    private static final int COMMANDS = 40_000;
    private static final int LOOK_EVERY = 100;
    private static final long LATENCY = 15;
    private static final ExchangeTerms TERMS = ExchangeTerms.FREE
            .withFees(new Bps(10), new Bps(-3))
            .withSlippage(new Bps(2))
            .withBorrow(new Bps(500))
            .withLatency(Duration.ofNanos(LATENCY), Duration.ofNanos(8));

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 7})
    void cashAndPositionsOfAllAddUpToWhatWasPaidIn(long seed) {
        var bystander = new Bystander();
        var exchange = exchange(bystander);
        int commands = 0;
        for (var command : RandomTrading.log(seed, COMMANDS)) {
            bystander.sees(command);
            exchange.accept(command);
            commands++;
            if (commands % LOOK_EVERY == 0) {
                addsUp(exchange);
                bystander.agreesWith(exchange);
                isNotCrossed(exchange);
            }
        }
        assertThat(bystander.fills).isGreaterThan(COMMANDS / 20);
        assertThat(bystander.told.keySet())
                .as("everything that can be told was told")
                .containsExactlyInAnyOrder(
                        "Accepted",
                        "Rejected",
                        "Traded",
                        "Cancelled",
                        "Expired",
                        "Replaced",
                        "CancelRejected",
                        "ReplaceRejected");
        assertThat(bystander.calls).as("somebody was closed out").isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void aLogThatIsReplayedGivesWhatItGaveLive(long seed) {
        var log = RandomTrading.log(seed, COMMANDS);
        assertThat(toldOf(log)).isEqualTo(toldOf(log)).hasSizeGreaterThan(COMMANDS / 4);
    }

    private static List<String> toldOf(List<ExchangeCommand> log) {
        var told = new ArrayList<String>();
        var exchange = exchange((account, at, report) -> told.add(account + " " + at + " " + report));
        log.forEach(exchange::accept);
        told.add(exchange.allHoldings().toString());
        return told;
    }

    private static PaperExchange exchange(ExchangeListener listener) {
        return new PaperExchange(TERMS, List.of(RandomTrading.DEEP, RandomTrading.BARE), listener);
    }

    private static void addsUp(PaperExchange exchange) {
        var paidIn = RandomTrading.ACCOUNTS.stream().map(RandomTrading::cash).reduce(Money.ZERO, Money::plus);
        var cash = Money.ZERO;
        var fees = Money.ZERO;
        var positions = new TreeMap<Symbol, Quantity>();
        for (var holdings : exchange.allHoldings().values()) {
            cash = cash.plus(holdings.cash());
            fees = fees.plus(holdings.fees());
            holdings.positions().forEach((symbol, held) -> positions.merge(symbol, held, Quantity::plus));
        }
        assertThat(cash).isEqualTo(paidIn);
        assertThat(fees).isEqualTo(Money.ZERO);
        assertThat(positions.values()).allMatch(Quantity::isZero);
    }

    private static void isNotCrossed(PaperExchange exchange) {
        var quote = exchange.quote(RandomTrading.DEEP.symbol());
        if (quote.bid().isPresent() && quote.ask().isPresent()) {
            assertThat(quote.bid().get()).isLessThan(quote.ask().get());
        }
    }

    /** Keeps accounts of its own from what is told, and knows what was asked for. */
    private static final class Bystander implements ExchangeListener {
        final Map<String, Integer> told = new HashMap<>();
        int fills;
        int calls;
        private final Map<String, Map<ClientOrderId, OrderTicket>> asked = new HashMap<>();
        private final Map<String, Map<ClientOrderId, Quantity>> filled = new HashMap<>();
        private final Map<String, Set<ClientOrderId>> over = new HashMap<>();
        private final Map<String, Money> spent = new HashMap<>();
        private final Map<String, TreeMap<Symbol, Quantity>> held = new HashMap<>();
        private final Set<String> fillIds = new HashSet<>();

        void sees(ExchangeCommand command) {
            switch (command) {
                case ExchangeCommand.Submit submit -> asks(submit.account(), submit.order());
                case ExchangeCommand.Replace replace -> asks(replace.account(), replace.replacement());
                default -> {}
            }
        }

        private void asks(String account, OrderTicket ticket) {
            asked.computeIfAbsent(account, name -> new HashMap<>()).putIfAbsent(ticket.id(), ticket);
        }

        @Override
        public void told(String account, long at, ExecutionReport report) {
            told.merge(report.getClass().getSimpleName(), 1, Integer::sum);
            switch (report) {
                case ExecutionReport.Traded traded -> trades(account, at, traded.fill());
                case ExecutionReport.Rejected _, ExecutionReport.Cancelled _, ExecutionReport.Expired _ ->
                    over(account).add(report.order());
                case ExecutionReport.Replaced replaced -> {
                    over(account).add(replaced.order());
                    filled(account).put(replaced.by(), filled(account).getOrDefault(replaced.order(), Quantity.ZERO));
                }
                case ExecutionReport.Accepted _,
                        ExecutionReport.CancelRejected _,
                        ExecutionReport.ReplaceRejected _ -> {}
            }
        }

        private void trades(String account, long at, Fill fill) {
            fills++;
            assertThat(fillIds.add(account + fill.id()))
                    .as("a fill is told once")
                    .isTrue();
            assertThat(fill.atNanos()).isEqualTo(at);
            assertThat(over(account).contains(fill.order())).as("over and done").isFalse();
            spent.merge(account, fill.price().times(fill.signedQuantity()).plus(fill.fee()), Money::plus);
            var left = held.computeIfAbsent(account, name -> new TreeMap<>())
                    .merge(fill.symbol(), fill.signedQuantity(), Quantity::plus);
            assertThat(left.signum() >= 0 || RandomTrading.borrows(account))
                    .as("a cash account sells only what it holds")
                    .isTrue();
            if (fill.order().value().startsWith("margin-call")) {
                calls++;
                return;
            }
            var order = Optional.ofNullable(asked.get(account))
                    .map(orders -> orders.get(fill.order()))
                    .orElseThrow();
            var total = filled(account).merge(fill.order(), fill.quantity(), Quantity::plus);
            assertThat(total).as("no more than was ordered").isLessThanOrEqualTo(order.quantity());
            assertThat(at).as("not before it arrived").isGreaterThanOrEqualTo(order.atNanos() + LATENCY);
            order.terms()
                    .limit()
                    .ifPresent(limit -> assertThat(
                                    order.side() == Side.BUY
                                            ? fill.price().compareTo(limit)
                                            : limit.compareTo(fill.price()))
                            .as("within its limit")
                            .isNotPositive());
            boolean dated = order.terms().timeInForce() == TimeInForce.GTD;
            assertThat(!dated || at < order.terms().goodTillNanos())
                    .as("while it was good")
                    .isTrue();
        }

        /** Cash is what was paid in, less what trades cost, less what borrowing did: that alone no fill tells of. */
        void agreesWith(PaperExchange exchange) {
            for (var account : RandomTrading.ACCOUNTS) {
                var holdings = exchange.holdings(account);
                var mine = held.getOrDefault(account, new TreeMap<>());
                mine.values().removeIf(Quantity::isZero);
                assertThat(holdings.positions()).isEqualTo(mine);
                var borrowed = RandomTrading.cash(account)
                        .minus(spent.getOrDefault(account, Money.ZERO))
                        .minus(holdings.cash());
                assertThat(borrowed.signum()).isBetween(0, RandomTrading.borrows(account) ? 1 : 0);
            }
        }

        private Set<ClientOrderId> over(String account) {
            return over.computeIfAbsent(account, name -> new HashSet<>());
        }

        private Map<ClientOrderId, Quantity> filled(String account) {
            return filled.computeIfAbsent(account, name -> new HashMap<>());
        }
    }
}
