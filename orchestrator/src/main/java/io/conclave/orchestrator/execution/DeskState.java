package io.conclave.orchestrator.execution;

import io.conclave.agents.Journaled;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Order;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.portfolio.RecentIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a desk knows, folded from its journal.
 *
 * @param open orders that are not final, by client order id
 * @param ended those that ended last, the newest at the end, {@link #ENDED} at most
 * @param endedBefore how many ended before those
 * @param latest the newest report of each instrument
 * @param unbooked fills that the ledger has not confirmed
 * @param seenFills ids of the fills taken in
 * @param sentAtNanos event times of the engine's own recent orders, oldest first
 */
public record DeskState(
        SortedMap<String, DeskOrder> open,
        List<DeskOrder> ended,
        long endedBefore,
        SortedMap<Symbol, DeskReport> latest,
        List<Fill> unbooked,
        RecentIds seenFills,
        List<Long> sentAtNanos)
        implements Journaled {
    /** Orders whose times are kept for the rate limit. */
    static final int REMEMBERED = 1_000;

    /** Orders that are found here after their end, and that a late fill still belongs to; older ones are in the journal. */
    static final int ENDED = 500;

    public DeskState {
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
        ended = List.copyOf(ended);
        latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
        unbooked = List.copyOf(unbooked);
        sentAtNanos = List.copyOf(sentAtNanos);
    }

    static DeskState empty() {
        return new DeskState(new TreeMap<>(), List.of(), 0, new TreeMap<>(), List.of(), RecentIds.NONE, List.of());
    }

    /** Snapshots as they were when every order was a market order of a decision: still read, no longer written. */
    public record OfIntents(
            SortedMap<String, Order> open,
            SortedMap<Symbol, DeskReport> latest,
            List<Fill> unbooked,
            RecentIds seenFills,
            List<Long> sentAtNanos)
            implements Journaled {
        public OfIntents {
            open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
            latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
            unbooked = List.copyOf(unbooked);
            sentAtNanos = List.copyOf(sentAtNanos);
        }

        DeskState asNow() {
            var orders = new TreeMap<String, DeskOrder>();
            open.forEach((id, order) ->
                    orders.put(id, DeskOrder.intended(order.intent()).asOfIntent(order.state(), order.filled())));
            return new DeskState(orders, List.of(), 0, latest, unbooked, seenFills, sentAtNanos);
        }
    }

    DeskState apply(OrderDesk.Event event) {
        return switch (event) {
            case OrderDesk.ProposalRuled ruled -> after(ruled);
            case OrderDesk.NothingProposed nothing -> reporting(DeskReport.nothing(nothing.decision()));
            case OrderDesk.OrderPlaced placed -> with(DeskOrder.placed(placed));
            case OrderDesk.OrderAccepted accepted -> changed(accepted.order(), order -> order.working(""));
            case OrderDesk.OrderRejected rejected -> changed(rejected.order(), order -> order.in(OrderState.REJECTED));
            case OrderDesk.OrderUncertain uncertain ->
                changed(uncertain.order(), order -> order.in(OrderState.UNKNOWN));
            case OrderDesk.CancelAsked asked -> changed(asked.order(), order -> order.in(OrderState.PENDING_CANCEL));
            case OrderDesk.ReplaceAsked asked ->
                with(DeskOrder.replacing(asked))
                        .changed(
                                asked.order(),
                                order -> order.replacedBy(asked.replacement().id()));
            case OrderDesk.OrderKept kept -> changed(kept.order(), order -> order.working(kept.why()));
            case OrderDesk.OrderReplaced replaced -> after(replaced);
            case OrderDesk.OrderEnded ended -> changed(ended.order(), order -> order.in(ended.state(), ended.why()));
            case OrderDesk.OrderFilled filled -> after(filled.fill());
            case OrderDesk.FillsBooked booked -> booked(booked.fillIds());
            case OrderDesk.OrderRefused refused ->
                changed(
                        refused.order(),
                        order -> order.in(OrderState.REJECTED, refused.why().sentence()));
            case OrderDesk.NotReconciled _ -> this;
        };
    }

    boolean hasRuledOn(DecisionId decision) {
        var report = latest.get(decision.symbol());
        return report != null && report.decision().compareTo(decision) >= 0;
    }

    /** Whether it is open or ended lately. */
    Optional<DeskOrder> order(ClientOrderId id) {
        var working = open.get(id.value());
        return working != null ? Optional.of(working) : lately(id);
    }

    private Optional<DeskOrder> lately(ClientOrderId id) {
        return ended.stream().filter(order -> order.id().equals(id)).findFirst();
    }

    /** Those that were meant to replace an order, whatever became of them. */
    List<ClientOrderId> replacementsOf(ClientOrderId original) {
        return Stream.concat(open.values().stream(), ended.stream())
                .filter(order -> order.replaces().filter(original::equals).isPresent())
                .map(DeskOrder::id)
                .toList();
    }

    /** What the engine's own orders under way will make of a position, signed. A person's order may never trade. */
    Quantity pending(Symbol symbol) {
        return open.values().stream()
                .filter(order ->
                        order.decision().isPresent() && order.ticket().symbol().equals(symbol))
                .map(DeskOrder::remaining)
                .reduce(Quantity.ZERO, Quantity::plus);
    }

    private DeskState after(OrderDesk.ProposalRuled ruled) {
        var orders = new TreeMap<>(open);
        var sent = new ArrayList<>(sentAtNanos);
        for (OrderIntent intent : ruled.intents()) {
            orders.put(intent.id().value(), DeskOrder.intended(intent));
            sent.add(intent.atNanos());
        }
        var reports = new TreeMap<>(latest);
        reports.put(
                ruled.decision().symbol(),
                new DeskReport(ruled.decision(), ruled.vetoes(), ruled.intents(), List.of()));
        var remembered = sent.subList(Math.max(0, sent.size() - REMEMBERED), sent.size());
        return new DeskState(orders, ended, endedBefore, reports, unbooked, seenFills, remembered);
    }

    private DeskState reporting(DeskReport report) {
        var reports = new TreeMap<>(latest);
        reports.put(report.decision().symbol(), report);
        return new DeskState(open, ended, endedBefore, reports, unbooked, seenFills, sentAtNanos);
    }

    private DeskState after(OrderDesk.OrderReplaced replaced) {
        var original = order(replaced.order());
        if (original.isEmpty()) {
            return this;
        }
        var gone = original.get();
        return with(gone.goneFor(replaced.by()))
                .changed(replaced.by(), order -> order.inPlaceOf(gone).inheriting(gone.filled(), gone.worth()));
    }

    private DeskState after(Fill fill) {
        var before = order(fill.order());
        var next = changed(fill.order(), order -> order.after(fill));
        if (before.isPresent() && before.get().state() == OrderState.REPLACED) {
            // It traded before it was replaced, and is heard of late.
            for (var heir = before.get().replacement(); heir.isPresent(); ) {
                next = next.changed(heir.get(), order -> order.inheriting(fill.quantity(), fill.notional()));
                heir = next.order(heir.get())
                        .filter(order -> order.state() == OrderState.REPLACED)
                        .flatMap(DeskOrder::replacement);
            }
        }
        var reports = new TreeMap<>(latest);
        reports.computeIfPresent(fill.symbol(), (symbol, report) -> report.with(fill));
        var waiting = new ArrayList<>(unbooked);
        waiting.add(fill);
        return new DeskState(
                next.open, next.ended, next.endedBefore, reports, waiting, seenFills.plus(fill.id()), sentAtNanos);
    }

    private DeskState booked(List<String> ids) {
        var waiting = unbooked.stream().filter(fill -> !ids.contains(fill.id())).toList();
        return new DeskState(open, ended, endedBefore, latest, waiting, seenFills, sentAtNanos);
    }

    /** An order that is not known any more stays so. */
    private DeskState changed(ClientOrderId id, UnaryOperator<DeskOrder> change) {
        return order(id).map(order -> with(change.apply(order))).orElse(this);
    }

    /** With an order where it belongs now: among the open ones, or among those that ended. */
    private DeskState with(DeskOrder order) {
        var orders = new TreeMap<>(open);
        boolean wasOpen = orders.remove(order.id().value()) != null;
        var over = ended;
        if (!wasOpen && lately(order.id()).isPresent()) {
            over = over.stream().filter(other -> !other.id().equals(order.id())).toList();
        }
        if (!order.state().isFinal()) {
            orders.put(order.id().value(), order);
            return new DeskState(orders, over, endedBefore, latest, unbooked, seenFills, sentAtNanos);
        }
        var more = new ArrayList<>(over);
        more.add(order);
        int forgotten = Math.max(0, more.size() - ENDED);
        return new DeskState(
                orders,
                more.subList(forgotten, more.size()),
                endedBefore + forgotten,
                latest,
                unbooked,
                seenFills,
                sentAtNanos);
    }
}
