package io.conclave.orchestrator.execution;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Fills market orders whole at the next price on the tape after they were sent, slippage against them.
 *
 * <p>Never at the price that decided: a fill lies strictly later than its order. Depth is not modelled. What traded
 * depends on the tape and the order alone, so a venue born again after a crash tells the same fills.
 */
public final class PaperVenue implements Venue {
    private final MarketTape tape;
    private final Bps fee;
    private final Bps slippage;
    private final List<Fill> traded = new ArrayList<>();
    private final Map<ClientOrderId, OrderIntent> orders = new TreeMap<>(Comparator.comparing(ClientOrderId::value));

    /**
     * @param fee on the notional of each fill, &gt;= 0
     * @param slippage how much worse than the tape's price a fill is, &gt;= 0
     */
    public PaperVenue(MarketTape tape, Bps fee, Bps slippage) {
        if (fee.value() < 0 || slippage.value() < 0) {
            throw new IllegalArgumentException("Fee and slippage cannot be negative: " + fee + ", " + slippage);
        }
        this.tape = tape;
        this.fee = fee;
        this.slippage = slippage;
    }

    @Override
    public synchronized CompletionStage<Submission> submit(OrderIntent order) {
        orders.putIfAbsent(order.id(), order);
        return CompletableFuture.completedStage(Submission.ACCEPTED);
    }

    @Override
    public synchronized CompletionStage<Submission> query(ClientOrderId order) {
        return CompletableFuture.completedStage(
                orders.containsKey(order) ? Submission.ACCEPTED : Submission.UNHEARD_OF);
    }

    @Override
    public synchronized CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        var fills = new ArrayList<Fill>();
        for (OrderIntent order : List.copyOf(orders.values())) {
            var path = tape.path(order.symbol(), order.atNanos(), toNanos);
            if (!path.isEmpty()) {
                fills.add(fill(order, path.getFirst()));
                traded.add(fills.getLast());
                orders.remove(order.id());
            }
        }
        fills.sort(Comparator.comparingLong(Fill::atNanos).thenComparing(Fill::id));
        return CompletableFuture.completedStage(List.copyOf(fills));
    }

    @Override
    public synchronized CompletionStage<Statement> statement(long toNanos) {
        return fillsUpTo(toNanos).thenApply(lately -> {
            var positions = new TreeMap<Symbol, Quantity>();
            traded.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
            return new Statement(List.copyOf(orders.keySet()), traded, positions);
        });
    }

    private Fill fill(OrderIntent order, PricePoint next) {
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
