package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.http.port.Orders;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderDesk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists orders: what the desk remembers, which is never behind, before what the read models have. */
final class DeskPages {
    private static final int PAGE = 500;
    private static final Comparator<DeskOrder> NEWEST_FIRST = Comparator.comparingLong(
                    (DeskOrder order) -> order.ticket().atNanos())
            .reversed()
            .thenComparing(order -> order.id().value());

    private final Engine engine;
    private final StoredOrders stored;
    private final Duration patience;

    DeskPages(Engine engine, StoredOrders stored, Duration patience) {
        this.engine = engine;
        this.stored = stored;
        this.patience = patience;
    }

    CompletionStage<List<DeskOrder>> page(Orders.Search search) {
        boolean openOnly = search.open().orElse(false);
        // Whatever is open, the desk knows.
        CompletionStage<List<DeskOrder>> older =
                openOnly ? CompletableFuture.completedStage(List.of()) : stored.stored(search);
        return remembered(openOnly).thenCombine(older, (live, past) -> merged(live, past, search));
    }

    /** Every order that the desk remembers, or every one that is open. */
    CompletionStage<List<DeskOrder>> remembered(boolean openOnly) {
        return remembered(openOnly, Optional.empty(), new ArrayList<>());
    }

    private CompletionStage<List<DeskOrder>> remembered(
            boolean openOnly, Optional<ClientOrderId> after, List<DeskOrder> found) {
        return engine.<OrderDesk.Orders>askDesk(
                        replyTo -> new OrderDesk.GetOrders(openOnly, after, PAGE, replyTo), patience)
                .thenCompose(page -> {
                    found.addAll(page.orders());
                    return page.more()
                            ? remembered(
                                    openOnly,
                                    Optional.of(page.orders().getLast().id()),
                                    found)
                            : CompletableFuture.completedStage(found);
                });
    }

    private static List<DeskOrder> merged(List<DeskOrder> live, List<DeskOrder> past, Orders.Search search) {
        var orders = new LinkedHashMap<ClientOrderId, DeskOrder>();
        past.forEach(order -> orders.put(order.id(), order));
        live.forEach(order -> orders.put(order.id(), order));
        return orders.values().stream()
                .filter(order -> isWanted(order, search))
                .sorted(NEWEST_FIRST)
                .limit(search.limit())
                .toList();
    }

    private static boolean isWanted(DeskOrder order, Orders.Search search) {
        boolean isOpen = !order.state().isFinal();
        return search.open().map(wanted -> wanted == isOpen).orElse(true)
                && search.symbol().map(order.ticket().symbol()::equals).orElse(true)
                && search.after().map(last -> isBehind(order, last)).orElse(true);
    }

    private static boolean isBehind(DeskOrder order, Orders.Place last) {
        long at = order.ticket().atNanos();
        boolean laterName = order.id().value().compareTo(last.id().value()) > 0;
        return at < last.atNanos() || (at == last.atNanos() && laterName);
    }
}
