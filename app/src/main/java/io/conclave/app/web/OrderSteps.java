package io.conclave.app.web;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Order;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Span;
import io.conclave.http.view.FillView;
import io.conclave.http.view.Instants;
import io.conclave.http.view.OrderUpdate;
import io.conclave.persistence.readmodel.OrderView;
import io.conclave.persistence.readmodel.Page;
import io.conclave.persistence.readmodel.ReadModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run's orders, found by comparing the read models with what was told of them. Steps between two looks
 * are told as far as they left a trace: each fill, and the state at the end. Waits for the database; one look at a time.
 */
final class OrderSteps {
    private static final int PAGE = 200;

    private final ReadModels models;
    private final String run;

    /** As told last; those that are done only as long as an older one is not. */
    private final Map<ClientOrderId, Order> told = new LinkedHashMap<>();

    /** No order decided up to then can change any more. */
    private long doneNanos = Long.MIN_VALUE;

    OrderSteps(ReadModels models, String run) {
        this.models = models;
        this.run = run;
    }

    /** Since the last look, oldest order first. */
    List<OrderUpdate> look() {
        var changed = changed();
        var fills = fillsOf(changed);
        return changed.stream()
                .flatMap(change ->
                        steps(change, fills.getOrDefault(change.now().intent().id(), List.of())).stream())
                .toList();
    }

    /** An order as it was told last, null if it never was, and as it is. */
    private record Change(@Nullable Order before, Order now) {
        Quantity known() {
            return before == null ? Quantity.ZERO : before.filled();
        }

        boolean traded() {
            return known().compareTo(now.filled()) < 0;
        }
    }

    private List<Change> changed() {
        var changed = new ArrayList<Change>();
        long from = doneNanos;
        boolean allDone = true;
        while (true) {
            var page = models.orders(run, Page.after(from, PAGE));
            for (OrderView each : page) {
                var order = each.order();
                var before = told.put(order.intent().id(), order);
                if (!order.equals(before)) {
                    changed.add(new Change(before, order));
                }
                from = order.intent().decision().asOfNanos();
                allDone = allDone && order.state().isFinal();
                if (allDone) {
                    doneNanos = from;
                }
            }
            if (page.size() < PAGE) {
                told.values().removeIf(order -> order.intent().decision().asOfNanos() < doneNanos);
                return changed;
            }
        }
    }

    /** The fills of those that traded, oldest first, by order; all in one reading. */
    private Map<ClientOrderId, List<Fill>> fillsOf(List<Change> changes) {
        var fills = new LinkedHashMap<ClientOrderId, List<Fill>>();
        changes.stream()
                .filter(Change::traded)
                .mapToLong(change -> change.now().intent().atNanos())
                .min()
                .ifPresent(since -> Newest.of(
                                new Span(since, Long.MAX_VALUE, PAGE),
                                Integer.MAX_VALUE,
                                page -> models.fills(run, page),
                                fill -> fill.fill().atNanos())
                        .reversed()
                        .forEach(each -> fills.computeIfAbsent(each.fill().order(), order -> new ArrayList<>())
                                .add(each.fill())));
        return fills;
    }

    private static List<OrderUpdate> steps(Change change, List<Fill> fills) {
        var steps = new ArrayList<OrderUpdate>();
        var now = change.now();
        var filled = change.known();
        if (change.traded()) {
            for (var fill : behind(filled, fills)) {
                filled = filled.plus(fill.quantity());
                var state = filled.compareTo(now.intent().quantity()) >= 0 ? OrderState.FILLED : OrderState.WORKING;
                steps.add(step(now, state, filled, Optional.of(FillView.of(fill))));
            }
        }
        var last = steps.isEmpty()
                ? Optional.ofNullable(change.before()).map(Order::state)
                : Optional.of(steps.getLast().state());
        if (!last.equals(Optional.of(now.state()))) {
            steps.add(step(now, now.state(), filled, Optional.empty()));
        }
        return steps;
    }

    /** Without those that make up what was told. */
    private static List<Fill> behind(Quantity known, List<Fill> fills) {
        var passed = Quantity.ZERO;
        int first = 0;
        while (first < fills.size() && passed.compareTo(known) < 0) {
            passed = passed.plus(fills.get(first++).quantity());
        }
        return fills.subList(first, fills.size());
    }

    private static OrderUpdate step(Order order, OrderState state, Quantity filled, Optional<FillView> fill) {
        var intent = order.intent();
        return new OrderUpdate(
                intent.id(),
                intent.symbol(),
                intent.side(),
                state,
                intent.quantity(),
                filled,
                fill,
                Optional.empty(),
                fill.map(FillView::at).orElseGet(() -> Instants.ofNanos(intent.atNanos())));
    }
}
