package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An exchange on paper: several accounts, several instruments, and a market that was recorded and does not mind us.
 *
 * <p>Orders arrive when they have travelled, and after whatever the market did at that very moment: nothing trades with what
 * was already past when it came. Who is filled when is said at {@link Pit} and {@link MarketDepth}, who may order what at
 * {@link AccountTerms}. The same commands give the same reports and holdings; so a log of commands is all there is to keep.
 *
 * <p>Belongs to one thread.
 */
public final class PaperExchange {
    /** Ids of the exchange's own orders begin so. */
    private static final String CLOSING = "margin-call-";

    private final ExchangeTerms terms;
    private final Clearing clearing;
    private final BuyingPower power;
    private final SortedMap<Symbol, Pit> pits = new TreeMap<>();
    private final Transit transit = new Transit();
    private final PriorityQueue<WorkingOrder> expiring = new PriorityQueue<>(
            Comparator.<WorkingOrder>comparingLong(order -> order.terms().goodTillNanos())
                    .thenComparingLong(order -> order.number));
    private long arrivals;

    public PaperExchange(ExchangeTerms terms, Collection<Instrument> instruments, ExchangeListener listener) {
        this.terms = terms;
        this.clearing = new Clearing(listener);
        this.power = new BuyingPower(symbol -> pit(symbol).mark(), terms.taker());
        for (var instrument : instruments) {
            pits.put(instrument.symbol(), new Pit(instrument, terms, clearing));
        }
    }

    // ---- commands

    /**
     * Takes the next command of the log.
     *
     * @throws IllegalArgumentException for an account or a market that this exchange does not have, or a recorded price off
     *     its tick
     */
    public void accept(ExchangeCommand command) {
        switch (command) {
            case ExchangeCommand.Open open -> clearing.open(open.account(), open.terms(), open.cash());
            case ExchangeCommand.Submit submit -> send(submit.account(), submit, terms.orderLatency());
            case ExchangeCommand.Replace replace -> send(replace.account(), replace, terms.orderLatency());
            case ExchangeCommand.Cancel cancel -> send(cancel.account(), cancel, terms.cancelLatency());
            case ExchangeCommand.Print print -> {
                var pit = pit(print.symbol());
                before(print.atNanos());
                pit.print(print);
                callMargins();
            }
            case ExchangeCommand.Show show -> {
                var pit = pit(show.symbol());
                before(show.atNanos());
                pit.show(show);
                callMargins();
            }
            case ExchangeCommand.Halt halt -> {
                before(halt.atNanos());
                pit(halt.symbol()).halt();
            }
            case ExchangeCommand.Resume resume -> {
                before(resume.atNanos());
                pit(resume.symbol()).resume();
            }
            case ExchangeCommand.EndDay end -> {
                before(end.atNanos());
                endDay();
            }
            case ExchangeCommand.Pass pass -> {
                arrivalsUpTo(pass.atNanos());
                clearing.now(pass.atNanos());
            }
        }
    }

    private void send(String account, ExchangeCommand command, Duration latency) {
        clearing.trader(account);
        long arrives = Math.addExact(Math.max(command.atNanos(), clearing.nowNanos()), latency.toNanos());
        transit.send(Math.max(arrives, arrivalOfSubject(command)), command);
    }

    /** Nothing overtakes the order that it is about. */
    private long arrivalOfSubject(ExchangeCommand command) {
        return switch (command) {
            case ExchangeCommand.Cancel cancel -> transit.arrivalOf(cancel.account(), cancel.order());
            case ExchangeCommand.Replace replace -> transit.arrivalOf(replace.account(), replace.original());
            default -> 0;
        };
    }

    // ---- questions

    public long nowNanos() {
        return clearing.nowNanos();
    }

    public Quote quote(Symbol symbol) {
        return pit(symbol).quote();
    }

    /** What waits in the book, the market's and ours; the best first, at most so many levels. */
    public List<BookLevel> levels(Symbol symbol, Side side, int most) {
        return pit(symbol).levels(side, most);
    }

    /**
     * How an order of an account stands: {@link OrderState#PENDING_NEW} on its way, and {@link OrderState#PENDING_REPLACE}
     * if it is to take the place of another when it arrives.
     */
    public Venue.Finding find(String account, ClientOrderId id) {
        var order = clearing.trader(account).find(id);
        if (order.isPresent()) {
            return new Venue.Found(order.get().state(), order.get().filled());
        }
        if (transit.arrivalOf(account, id) == 0) {
            return new Venue.UnheardOf();
        }
        return new Venue.Found(
                transit.replaces(account, id) ? OrderState.PENDING_REPLACE : OrderState.PENDING_NEW, Quantity.ZERO);
    }

    /** Orders that can still trade: those that have arrived, by arrival, then those on their way. */
    public List<OrderTicket> open(String account) {
        var open = new ArrayList<OrderTicket>();
        clearing.trader(account).open().forEach(order -> open.add(order.ticket));
        open.addAll(transit.orders(account));
        return open;
    }

    public Holdings holdings(String account) {
        return clearing.trader(account).holdings();
    }

    /** Cash, and positions at the last prices. */
    public Money equity(String account) {
        return power.equity(clearing.trader(account));
    }

    /** Everybody's, by name; among them {@code (market)}, what the recorded market traded with us, and {@code (house)}. */
    public SortedMap<String, Holdings> allHoldings() {
        var all = new TreeMap<String, Holdings>();
        clearing.all().forEach(trader -> all.put(trader.name, trader.holdings()));
        return all;
    }

    private Pit pit(Symbol symbol) {
        var pit = pits.get(symbol);
        if (pit == null) {
            throw new IllegalArgumentException(
                    "This exchange does not trade " + symbol + "; it trades " + pits.keySet());
        }
        return pit;
    }

    // ---- time

    /** Something happens in the market at this moment: what arrived or expired earlier did so. */
    private void before(long nanos) {
        arrivalsUpTo(nanos - 1);
        clearing.now(nanos);
        expireUpTo(nanos);
    }

    private void arrivalsUpTo(long nanos) {
        while (transit.nextNanos() <= nanos) {
            clearing.now(transit.nextNanos());
            expireUpTo(clearing.nowNanos());
            arrive(transit.next());
        }
        expireUpTo(nanos);
    }

    private void expireUpTo(long nanos) {
        while (!expiring.isEmpty() && expiring.element().terms().goodTillNanos() <= nanos) {
            var order = expiring.remove();
            if (order.isOpen()) {
                clearing.now(order.terms().goodTillNanos());
                expire(order);
            }
        }
    }

    private void expire(WorkingOrder order) {
        pit(order.ticket.symbol()).withdraw(order);
        clearing.expire(order);
    }

    // ---- arrivals

    private void arrive(ExchangeCommand command) {
        switch (command) {
            case ExchangeCommand.Submit submit -> submit(clearing.trader(submit.account()), submit.order());
            case ExchangeCommand.Cancel cancel -> cancel(clearing.trader(cancel.account()), cancel.order());
            case ExchangeCommand.Replace replace ->
                replace(clearing.trader(replace.account()), replace.original(), replace.replacement());
            case ExchangeCommand.Open _,
                    ExchangeCommand.Print _,
                    ExchangeCommand.Show _,
                    ExchangeCommand.Halt _,
                    ExchangeCommand.Resume _,
                    ExchangeCommand.EndDay _,
                    ExchangeCommand.Pass _ -> throw new IllegalStateException("This does not travel: " + command);
        }
    }

    private void submit(Trader trader, OrderTicket ticket) {
        if (trader.find(ticket.id()).isPresent()) {
            return;
        }
        long number = ++arrivals;
        var order = new WorkingOrder(trader, ticket, number, estimate(ticket), number, Quantity.ZERO);
        var refusal = refusal(order).or(() -> power.refusal(order));
        trader.add(order);
        if (refusal.isPresent()) {
            clearing.close(order, OrderState.REJECTED);
            clearing.tell(
                    trader,
                    new ExecutionReport.Rejected(ticket.id(), refusal.get().sentence()));
            return;
        }
        clearing.tell(trader, new ExecutionReport.Accepted(ticket.id()));
        admit(order);
    }

    private void admit(WorkingOrder order) {
        if (order.terms().timeInForce() == TimeInForce.GTD) {
            expiring.add(order);
        }
        pit(order.ticket.symbol()).admit(order);
    }

    private void cancel(Trader trader, ClientOrderId id) {
        var order = trader.find(id).filter(WorkingOrder::isOpen);
        if (order.isEmpty()) {
            clearing.tell(trader, new ExecutionReport.CancelRejected(id, Refusal.UNKNOWN_ORDER.sentence()));
            return;
        }
        withdraw(order.get());
    }

    private void withdraw(WorkingOrder order) {
        pit(order.ticket.symbol()).withdraw(order);
        clearing.cancel(order);
    }

    private void replace(Trader trader, ClientOrderId id, OrderTicket ticket) {
        if (trader.find(ticket.id()).isPresent()) {
            return;
        }
        var found = trader.find(id).filter(WorkingOrder::isOpen);
        if (found.isEmpty()) {
            refuse(trader, id, Refusal.UNKNOWN_ORDER);
            return;
        }
        var original = found.get();
        if (original.side() != ticket.side() || !original.ticket.symbol().equals(ticket.symbol())) {
            refuse(trader, id, Refusal.ANOTHER_INSTRUMENT);
            return;
        }
        if (ticket.quantity().compareTo(original.filled()) <= 0) {
            refuse(trader, id, Refusal.ALREADY_TRADED);
            return;
        }
        replace(original, ticket);
    }

    private void replace(WorkingOrder original, OrderTicket ticket) {
        var trader = original.trader;
        var pit = pit(ticket.symbol());
        long number = ++arrivals;
        var afresh = new WorkingOrder(trader, ticket, number, estimate(ticket), number, original.filled());
        boolean standsIn = pit.canStandIn(original, original.place, afresh);
        var order = standsIn
                ? new WorkingOrder(trader, ticket, number, afresh.estimate, original.bookId, original.filled())
                : afresh;
        trader.remove(original);
        var refusal = refusal(order).or(() -> power.refusal(order));
        if (refusal.isPresent()) {
            trader.add(original);
            refuse(trader, original.id(), refusal.get());
            return;
        }
        if (!standsIn) {
            pit.withdraw(original);
        }
        clearing.close(original, OrderState.REPLACED);
        trader.add(order);
        clearing.tell(trader, new ExecutionReport.Replaced(original.id(), ticket.id()));
        if (!standsIn) {
            admit(order);
            return;
        }
        if (order.terms().timeInForce() == TimeInForce.GTD) {
            expiring.add(order);
        }
        pit.standIn(order);
    }

    private void refuse(Trader trader, ClientOrderId id, Refusal why) {
        clearing.tell(trader, new ExecutionReport.ReplaceRejected(id, why.sentence()));
    }

    // ---- what an order must be like

    private Optional<Refusal> refusal(WorkingOrder order) {
        var pit = pits.get(order.ticket.symbol());
        if (pit == null) {
            return Optional.of(Refusal.UNKNOWN_INSTRUMENT);
        }
        return misfit(order, pit.grid())
                .or(() -> order.estimate
                                        .times(order.ticket.quantity())
                                        .compareTo(pit.instrument().minNotional())
                                < 0
                        ? Optional.of(Refusal.UNDER_MINIMUM)
                        : Optional.empty())
                .or(() -> untimely(order, pit));
    }

    private static Optional<Refusal> misfit(WorkingOrder order, Grid grid) {
        var asked = order.terms();
        boolean onTick = asked.limit().map(grid::isOn).orElse(true)
                && asked.stop().map(grid::isOn).orElse(true);
        boolean onLot = grid.isOn(order.ticket.quantity())
                && asked.shown().map(grid::isOn).orElse(true);
        boolean inRange = asked.limit().map(grid::isInRange).orElse(true) && grid.isInRange(order.ticket.quantity());
        if (!onTick) {
            return Optional.of(Refusal.OFF_TICK);
        }
        if (!onLot) {
            return Optional.of(Refusal.OFF_LOT);
        }
        return inRange ? Optional.empty() : Optional.of(Refusal.OUT_OF_RANGE);
    }

    private Optional<Refusal> untimely(WorkingOrder order, Pit pit) {
        if (pit.isHalted()) {
            return Optional.of(Refusal.HALTED);
        }
        boolean over =
                order.terms().timeInForce() == TimeInForce.GTD && order.terms().goodTillNanos() <= clearing.nowNanos();
        if (over) {
            return Optional.of(Refusal.TOO_LATE);
        }
        if (order.terms().postOnly() && order.terms().stop().isEmpty() && pit.wouldTrade(order)) {
            return Optional.of(Refusal.WOULD_TRADE);
        }
        return pit.isFull() ? Optional.of(Refusal.FULL) : Optional.empty();
    }

    /** What an order is reckoned at: its limit, else its stop, else the price it was meant at. */
    private static Price estimate(OrderTicket ticket) {
        return ticket.terms().limit().or(() -> ticket.terms().stop()).orElse(ticket.reference());
    }

    // ---- the day, and what accounts owe

    private void endDay() {
        for (var trader : clearing.all()) {
            for (var order : trader.openNow()) {
                if (order.terms().timeInForce() == TimeInForce.DAY) {
                    expire(order);
                }
            }
            for (var symbol : List.copyOf(trader.positions().keySet())) {
                if (trader.terms instanceof AccountTerms.Margin) {
                    pit(symbol).mark().ifPresent(mark -> clearing.borrow(trader, symbol, mark, terms.borrow()));
                }
            }
        }
        callMargins();
    }

    /** Accounts that cannot back what they hold are closed out, once at a time. */
    private void callMargins() {
        for (var trader : clearing.all()) {
            boolean called = trader.terms instanceof AccountTerms.Margin margin && power.isCalled(trader, margin);
            if (called) {
                closeOut(trader);
            }
        }
    }

    private void closeOut(Trader trader) {
        for (var order : trader.openNow()) {
            if (!order.closesOut) {
                withdraw(order);
            }
        }
        if (!trader.open().isEmpty()) {
            return;
        }
        for (var held : new TreeMap<>(trader.positions()).entrySet()) {
            var pit = pit(held.getKey());
            var side = held.getValue().signum() > 0 ? Side.SELL : Side.BUY;
            if (pit.canTake(side)) {
                long number = ++arrivals;
                var ticket = new OrderTicket(
                        new ClientOrderId(CLOSING + number),
                        held.getKey(),
                        side,
                        held.getValue().abs(),
                        OrderTerms.market(),
                        pit.mark().orElseThrow(),
                        clearing.nowNanos());
                var order = new WorkingOrder(trader, ticket, number, ticket.reference(), number, Quantity.ZERO);
                order.closesOut = true;
                trader.add(order);
                clearing.tell(trader, new ExecutionReport.Accepted(ticket.id()));
                pit.admit(order);
            }
        }
    }
}
