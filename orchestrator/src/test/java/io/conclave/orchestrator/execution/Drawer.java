package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A paper venue's books within this JVM, which outlive the venue and the desk. */
public final class Drawer implements PaperMemory {
    private final SortedMap<String, OrderTicket> orders = new TreeMap<>();
    private final List<Fill> fills = new ArrayList<>();

    @Override
    public synchronized CompletionStage<Boolean> accept(OrderTicket order) {
        return CompletableFuture.completedStage(orders.putIfAbsent(order.id().value(), order) == null);
    }

    @Override
    public synchronized CompletionStage<Optional<OrderTicket>> find(ClientOrderId order) {
        return CompletableFuture.completedStage(Optional.ofNullable(orders.get(order.value())));
    }

    @Override
    public synchronized CompletionStage<List<OrderTicket>> open() {
        return CompletableFuture.completedStage(orders.values().stream()
                .filter(order -> fills.stream().noneMatch(fill -> fill.order().equals(order.id())))
                .sorted(Comparator.comparingLong(OrderTicket::atNanos)
                        .thenComparing(order -> order.id().value()))
                .toList());
    }

    @Override
    public synchronized CompletionStage<Integer> fill(List<Fill> more) {
        int before = fills.size();
        more.stream()
                .filter(fill -> fills.stream().noneMatch(known -> known.id().equals(fill.id())))
                .forEach(fills::add);
        return CompletableFuture.completedStage(fills.size() - before);
    }

    @Override
    public synchronized CompletionStage<List<Numbered>> fills(long after) {
        var numbered = new ArrayList<Numbered>();
        for (int i = (int) after; i < fills.size(); i++) {
            numbered.add(new Numbered(i + 1, fills.get(i)));
        }
        return CompletableFuture.completedStage(numbered);
    }
}
