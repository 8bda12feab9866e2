package io.conclave.app.web;

import io.conclave.domain.order.ClientOrderId;
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
        var steps = new ArrayList<OrderUpdate>();
        long from = doneNanos;
        boolean allDone = true;
        while (true) {
            var page = models.orders(run, Page.after(from, PAGE));
            for (OrderView each : page) {
                var order = each.order();
                steps.addAll(since(told.put(order.intent().id(), order), order));
                from = order.intent().decision().asOfNanos();
                allDone = allDone && order.state().isFinal();
                if (allDone) {
                    doneNanos = from;
                }
            }
            if (page.size() < PAGE) {
                told.values().removeIf(order -> order.intent().decision().asOfNanos() < doneNanos);
                return steps;
            }
        }
    }

    private List<OrderUpdate> since(@Nullable Order before, Order now) {
        var steps = new ArrayList<OrderUpdate>();
        var filled = before == null ? Quantity.ZERO : before.filled();
        if (filled.compareTo(now.filled()) < 0) {
            for (FillView fill : fillsBehind(filled, now)) {
                filled = filled.plus(fill.quantity());
                var state = filled.compareTo(now.intent().quantity()) >= 0 ? OrderState.FILLED : OrderState.WORKING;
                steps.add(step(now, state, filled, Optional.of(fill)));
            }
        }
        var last = steps.isEmpty()
                ? Optional.ofNullable(before).map(Order::state)
                : Optional.of(steps.getLast().state());
        if (!last.equals(Optional.of(now.state()))) {
            steps.add(step(now, now.state(), filled, Optional.empty()));
        }
        return steps;
    }

    /** An order's fills, oldest first, without those that make up what was told. */
    private List<FillView> fillsBehind(Quantity known, Order order) {
        var all = Newest.of(
                new Span(order.intent().atNanos(), Long.MAX_VALUE, PAGE),
                Integer.MAX_VALUE,
                page -> models.fills(run, page),
                fill -> fill.fill().atNanos());
        var behind = new ArrayList<FillView>();
        var passed = Quantity.ZERO;
        for (var each : all.reversed()) {
            if (each.fill().order().equals(order.intent().id())) {
                if (passed.compareTo(known) >= 0) {
                    behind.add(FillView.of(each.fill()));
                }
                passed = passed.plus(each.fill().quantity());
            }
        }
        return behind;
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
