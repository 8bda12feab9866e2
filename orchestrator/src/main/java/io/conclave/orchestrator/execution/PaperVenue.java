package io.conclave.orchestrator.execution;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Fills market orders whole at the next price on the tape after they were sent, slippage against them.
 *
 * <p>Never at the price that decided: a fill lies strictly later than its order. Depth is not modelled. Orders and fills
 * are in the venue's own books before it answers, so a node that dies between telling the venue and hearing from it
 * finds its order there; what traded depends on the tape and the order alone.
 */
public final class PaperVenue implements Venue {
    private static final Comparator<Fill> BY_TIME =
            Comparator.comparingLong(Fill::atNanos).thenComparing(Fill::id);

    private final MarketTape tape;
    private final Bps fee;
    private final Bps slippage;
    private final PaperMemory memory;

    /** Number of the last fill that was told, all before it told too. */
    private final AtomicLong told = new AtomicLong();

    /**
     * @param fee on the notional of each fill, &gt;= 0
     * @param slippage how much worse than the tape's price a fill is, &gt;= 0
     * @param memory the venue's books for the account
     */
    public PaperVenue(MarketTape tape, Bps fee, Bps slippage, PaperMemory memory) {
        if (fee.value() < 0 || slippage.value() < 0) {
            throw new IllegalArgumentException("Fee and slippage cannot be negative: " + fee + ", " + slippage);
        }
        this.tape = tape;
        this.fee = fee;
        this.slippage = slippage;
        this.memory = memory;
    }

    @Override
    public CompletionStage<ExecutionReport> submit(OrderTicket order) {
        if (!order.terms().isMarket()) {
            return CompletableFuture.completedStage(new ExecutionReport.Rejected(
                    order.id(), "This paper venue trades market orders only: it has prices and no book"));
        }
        return memory.accept(order).thenApply(isNew -> new ExecutionReport.Accepted(order.id()));
    }

    @Override
    public CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        return CompletableFuture.completedStage(new ExecutionReport.CancelRejected(
                order, "This paper venue fills every order at the next price, so none can be taken back"));
    }

    @Override
    public CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        return CompletableFuture.completedStage(new ExecutionReport.ReplaceRejected(
                original, "This paper venue fills every order at the next price, so none can be replaced"));
    }

    /** It has the order; when that trades is the tape's to say, up to the moment that is asked for. */
    @Override
    public CompletionStage<Finding> query(ClientOrderId order) {
        return memory.find(order)
                .thenApply(found -> found.isPresent() ? new Found(OrderState.WORKING, Quantity.ZERO) : new UnheardOf());
    }

    /** Nothing happens here between two moments of the tape, so nobody is told of anything. */
    @Override
    public void listen(Consumer<ExecutionReport> listener) {}

    /** What it has not told yet; whoever lost what it told asks for a {@link #statement}. */
    @Override
    public CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        return traded(toNanos).thenCompose(done -> memory.fills(told.get())).thenApply(fills -> tell(fills, toNanos));
    }

    @Override
    public CompletionStage<Statement> statement(long toNanos) {
        return traded(toNanos)
                .thenCompose(done -> memory.open())
                .thenCompose(open -> memory.fills(0).thenApply(fills -> statement(open, fills, toNanos)));
    }

    private Statement statement(List<OrderTicket> open, List<PaperMemory.Numbered> all, long toNanos) {
        var orders = new ArrayList<>(open.stream().map(OrderTicket::id).toList());
        all.stream()
                .map(PaperMemory.Numbered::fill)
                .filter(fill -> fill.atNanos() > toNanos)
                .forEach(fill -> orders.add(fill.order()));
        var fills = tell(all, toNanos);
        var positions = new TreeMap<Symbol, Quantity>();
        fills.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        return new Statement(orders, fills, positions);
    }

    /** Trades every open order that the tape has a price for by then. */
    private CompletionStage<Integer> traded(long toNanos) {
        return memory.open().thenCompose(open -> {
            var fills = new ArrayList<Fill>();
            for (OrderTicket order : open) {
                var path = tape.path(order.symbol(), order.atNanos(), toNanos);
                if (!path.isEmpty()) {
                    fills.add(fill(order, path.getFirst()));
                }
            }
            fills.sort(BY_TIME);
            return fills.isEmpty() ? CompletableFuture.completedStage(0) : memory.fill(fills);
        });
    }

    private List<Fill> tell(List<PaperMemory.Numbered> numbered, long toNanos) {
        var fills = new ArrayList<Fill>();
        long last = told.get();
        boolean whole = true;
        for (var next : numbered) {
            whole &= next.fill().atNanos() <= toNanos;
            if (next.fill().atNanos() <= toNanos) {
                fills.add(next.fill());
            }
            last = whole ? Math.max(last, next.number()) : last;
        }
        told.set(last);
        fills.sort(BY_TIME);
        return fills;
    }

    private Fill fill(OrderTicket order, PricePoint next) {
        long worse = E8.mulDiv(next.price().e8(), slippage.value(), Bps.ONE, RoundingMode.CEILING);
        var price = new Price(Math.addExact(next.price().e8(), order.side().sign() * worse));
        var cost = price.times(order.quantity()).times(fee);
        return new Fill(
                order.id() + "-1",
                order.id(),
                order.symbol(),
                order.side(),
                order.quantity(),
                price,
                cost,
                next.atNanos());
    }
}
