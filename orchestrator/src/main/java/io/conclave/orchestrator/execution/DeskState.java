package io.conclave.orchestrator.execution;

import io.conclave.agents.Journaled;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.portfolio.RecentIds;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a desk knows, folded from its journal.
 *
 * @param latest the newest report of each instrument
 * @param unbooked fills that the ledger has not confirmed
 * @param seenFills ids of the fills taken in
 * @param sentAtNanos event times of the engine's own recent orders, oldest first
 * @param limits of the door, as they were last set; absent until then, when those of the settings hold
 * @param deadMan absent when it is off
 * @param links what orders have to do with each other and with the market
 */
public record DeskState(
        KnownOrders orders,
        SortedMap<Symbol, DeskReport> latest,
        List<Fill> unbooked,
        RecentIds seenFills,
        List<Long> sentAtNanos,
        Optional<DoorLimits> limits,
        Optional<DeadMansSwitch> deadMan,
        OrderLinks links)
        implements Journaled {
    /** Orders whose times are kept for the rate limit. */
    static final int REMEMBERED = 1_000;

    public DeskState {
        latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
        unbooked = List.copyOf(unbooked);
        sentAtNanos = List.copyOf(sentAtNanos);
    }

    static DeskState empty() {
        return new DeskState(
                KnownOrders.NONE,
                new TreeMap<>(),
                List.of(),
                RecentIds.NONE,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                OrderLinks.NONE);
    }

    DeskState apply(OrderDesk.Event event) {
        return switch (event) {
            case OrderDesk.ProposalRuled ruled -> after(ruled);
            case OrderDesk.NothingProposed nothing -> reporting(DeskReport.nothing(nothing.decision()));
            case OrderDesk.OrderPlaced placed -> with(orders.with(DeskOrder.placed(placed)));
            case OrderDesk.OrderAccepted accepted -> changed(accepted.order(), order -> order.working(""));
            case OrderDesk.OrderRejected rejected -> changed(rejected.order(), order -> order.in(OrderState.REJECTED));
            case OrderDesk.OrderUncertain uncertain ->
                changed(uncertain.order(), order -> order.in(OrderState.UNKNOWN));
            case OrderDesk.CancelAsked asked -> changed(asked.order(), order -> order.in(OrderState.PENDING_CANCEL));
            case OrderDesk.ReplaceAsked asked ->
                with(orders.with(DeskOrder.replacing(asked)))
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
            case OrderDesk.LimitsSet set ->
                new DeskState(
                        orders, latest, unbooked, seenFills, sentAtNanos, Optional.of(set.limits()), deadMan, links);
            case OrderDesk.DeadManArmed switched -> with(Optional.of(switched.armed()));
            case OrderDesk.OrdersPaired paired ->
                with(links.with(new OrderLinks.Pair(paired.first(), paired.second())));
            case OrderDesk.OrderBracketed bracketed ->
                with(links.with(Bracket.around(bracketed.parent(), bracketed.takeProfit(), bracketed.stopLoss())));
            case OrderDesk.OrderTrails trails ->
                with(links.with(new OrderLinks.TrailingStop(trails.order(), trails.trail())));
            case OrderDesk.OrderCovered covered -> with(links.covered(covered));
            case OrderDesk.DeadManDisarmed _, OrderDesk.DeadManTriggered _ -> with(Optional.empty());
        };
    }

    SortedMap<String, DeskOrder> open() {
        return orders.open();
    }

    Optional<DeskOrder> order(ClientOrderId id) {
        return orders.find(id);
    }

    boolean hasRuledOn(DecisionId decision) {
        var report = latest.get(decision.symbol());
        return report != null && report.decision().compareTo(decision) >= 0;
    }

    /** What the engine's own orders under way will make of a position, signed. */
    Quantity pending(Symbol symbol) {
        return orders.pending(symbol);
    }

    private DeskState after(OrderDesk.ProposalRuled ruled) {
        var known = orders;
        var sent = new ArrayList<>(sentAtNanos);
        for (OrderIntent intent : ruled.intents()) {
            known = known.with(DeskOrder.intended(intent));
            sent.add(intent.atNanos());
        }
        var next = reporting(new DeskReport(ruled.decision(), ruled.vetoes(), ruled.intents(), List.of()));
        var remembered = sent.subList(Math.max(0, sent.size() - REMEMBERED), sent.size());
        return new DeskState(known, next.latest, unbooked, seenFills, remembered, limits, deadMan, links);
    }

    private DeskState reporting(DeskReport report) {
        var reports = new TreeMap<>(latest);
        reports.put(report.decision().symbol(), report);
        return new DeskState(orders, reports, unbooked, seenFills, sentAtNanos, limits, deadMan, links);
    }

    private DeskState after(OrderDesk.OrderReplaced replaced) {
        var original = order(replaced.order());
        if (original.isEmpty()) {
            return this;
        }
        var gone = original.get();
        return with(links.replaced(replaced.order(), replaced.by()))
                .with(orders.with(gone.goneFor(replaced.by())))
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
                next.orders, reports, waiting, seenFills.plus(fill.id()), sentAtNanos, limits, deadMan, links);
    }

    private DeskState booked(List<String> ids) {
        var waiting = unbooked.stream().filter(fill -> !ids.contains(fill.id())).toList();
        return new DeskState(orders, latest, waiting, seenFills, sentAtNanos, limits, deadMan, links);
    }

    private DeskState changed(ClientOrderId id, UnaryOperator<DeskOrder> change) {
        return with(orders.changed(id, change));
    }

    private DeskState with(OrderLinks next) {
        return new DeskState(orders, latest, unbooked, seenFills, sentAtNanos, limits, deadMan, next);
    }

    private DeskState with(KnownOrders next) {
        return new DeskState(next, latest, unbooked, seenFills, sentAtNanos, limits, deadMan, links.after(next));
    }

    private DeskState with(Optional<DeadMansSwitch> next) {
        return new DeskState(orders, latest, unbooked, seenFills, sentAtNanos, limits, next, links);
    }
}
