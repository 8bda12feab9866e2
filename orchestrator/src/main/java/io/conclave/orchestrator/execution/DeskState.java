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
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a desk knows, folded from its journal.
 *
 * @param open orders that are not final, by client order id
 * @param latest the newest report of each instrument
 * @param unbooked fills that the ledger has not confirmed
 * @param seenFills ids of the fills taken in
 * @param sentAtNanos event times of recent orders, oldest first
 */
public record DeskState(
        SortedMap<String, Order> open,
        SortedMap<Symbol, DeskReport> latest,
        List<Fill> unbooked,
        RecentIds seenFills,
        List<Long> sentAtNanos)
        implements Journaled {
    /** Orders whose times are kept for the rate limit. */
    static final int REMEMBERED = 1_000;

    public DeskState {
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
        latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
        unbooked = List.copyOf(unbooked);
        sentAtNanos = List.copyOf(sentAtNanos);
    }

    static DeskState empty() {
        return new DeskState(new TreeMap<>(), new TreeMap<>(), List.of(), RecentIds.NONE, List.of());
    }

    DeskState apply(OrderDesk.Event event) {
        return switch (event) {
            case OrderDesk.ProposalRuled ruled -> after(ruled);
            case OrderDesk.NothingProposed nothing -> reporting(DeskReport.nothing(nothing.decision()));
            case OrderDesk.OrderAccepted accepted -> moved(accepted.order(), OrderState.WORKING);
            case OrderDesk.OrderRejected rejected -> moved(rejected.order(), OrderState.REJECTED);
            case OrderDesk.OrderUncertain uncertain -> moved(uncertain.order(), OrderState.UNKNOWN);
            case OrderDesk.OrderFilled filled -> after(filled.fill());
            case OrderDesk.FillsBooked booked -> booked(booked.fillIds());
            case OrderDesk.OrderRefused refused -> moved(refused.order(), OrderState.REJECTED);
            case OrderDesk.NotReconciled _ -> this;
        };
    }

    boolean hasRuledOn(DecisionId decision) {
        var report = latest.get(decision.symbol());
        return report != null && report.decision().compareTo(decision) >= 0;
    }

    Quantity pending(Symbol symbol) {
        return open.values().stream()
                .filter(order -> order.intent().symbol().equals(symbol))
                .map(Order::remaining)
                .reduce(Quantity.ZERO, Quantity::plus);
    }

    private DeskState after(OrderDesk.ProposalRuled ruled) {
        var orders = new TreeMap<>(open);
        var sent = new ArrayList<>(sentAtNanos);
        for (OrderIntent intent : ruled.intents()) {
            orders.put(intent.id().value(), Order.intended(intent));
            sent.add(intent.atNanos());
        }
        var reports = new TreeMap<>(latest);
        reports.put(
                ruled.decision().symbol(),
                new DeskReport(ruled.decision(), ruled.vetoes(), ruled.intents(), List.of()));
        var remembered = sent.subList(Math.max(0, sent.size() - REMEMBERED), sent.size());
        return new DeskState(orders, reports, unbooked, seenFills, remembered);
    }

    private DeskState reporting(DeskReport report) {
        var reports = new TreeMap<>(latest);
        reports.put(report.decision().symbol(), report);
        return new DeskState(open, reports, unbooked, seenFills, sentAtNanos);
    }

    private DeskState moved(ClientOrderId id, OrderState to) {
        var orders = new TreeMap<>(open);
        orders.computeIfPresent(id.value(), (key, order) -> to.isFinal() ? null : order.in(to));
        return new DeskState(orders, latest, unbooked, seenFills, sentAtNanos);
    }

    private DeskState after(Fill fill) {
        var orders = new TreeMap<>(open);
        orders.computeIfPresent(fill.order().value(), (key, order) -> {
            var next = order.after(fill);
            return next.state().isFinal() ? null : next;
        });
        var reports = new TreeMap<>(latest);
        reports.computeIfPresent(fill.symbol(), (symbol, report) -> report.with(fill));
        var waiting = new ArrayList<>(unbooked);
        waiting.add(fill);
        return new DeskState(orders, reports, waiting, seenFills.plus(fill.id()), sentAtNanos);
    }

    private DeskState booked(List<String> ids) {
        var waiting = unbooked.stream().filter(fill -> !ids.contains(fill.id())).toList();
        return new DeskState(open, latest, waiting, seenFills, sentAtNanos);
    }
}
