package io.conclave.venues.rest;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.rest.AlpacaHttp.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What traded on the account, read page by page and kept. */
final class AlpacaFills {
    private static final int PAGE = 100;
    private static final Comparator<Fill> BY_TIME =
            Comparator.comparingLong(Fill::atNanos).thenComparing(Fill::id);

    private final AlpacaHttp http;
    private final String path;
    private final Function<String, Symbol> symbols;

    // ---- guarded by this
    private final Map<String, ClientOrderId> names = new HashMap<>();
    private final Map<String, Fill> known = new HashMap<>();
    private String last = "";

    /**
     * @param from what traded before is left out
     * @param symbols ours, by the venue's code
     */
    AlpacaFills(AlpacaHttp http, Optional<Instant> from, Function<String, Symbol> symbols) {
        this.http = http;
        this.path = "/v2/account/activities/FILL?direction=asc&page_size=" + PAGE
                + from.map(moment -> "&after=" + moment).orElse("");
        this.symbols = symbols;
    }

    /** All there are, oldest first; asked for from the last one that is known. */
    CompletionStage<List<Fill>> upToNow() {
        return from(last());
    }

    /** The same, asked for from the first one: finds also what the venue has put before others since. */
    CompletionStage<List<Fill>> anew() {
        return from("");
    }

    private CompletionStage<List<Fill>> from(String id) {
        return pages(id, new ArrayList<>())
                .thenCompose(activities -> named(activities).thenApply(fills -> keep(activities, fills)));
    }

    private synchronized String last() {
        return last;
    }

    private synchronized List<Fill> keep(List<Message> activities, List<Fill> fills) {
        fills.forEach(fill -> known.put(fill.id(), fill));
        if (!activities.isEmpty()) {
            last = activities.getLast().text("id");
        }
        return known.values().stream().sorted(BY_TIME).toList();
    }

    private CompletionStage<List<Message>> pages(String after, List<Message> sofar) {
        return must(path + (after.isEmpty() ? "" : "&page_token=" + after)).thenCompose(body -> {
            var page = Message.readArray(body);
            sofar.addAll(page);
            return page.size() < PAGE
                    ? CompletableFuture.completedStage(sofar)
                    : pages(page.getLast().text("id"), sofar);
        });
    }

    /** Fills name the venue's id of their order; ours is asked for once. */
    private CompletionStage<List<Fill>> named(List<Message> activities) {
        CompletionStage<List<Fill>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (var activity : activities) {
            all = all.thenCompose(fills -> name(activity.text("order_id")).thenApply(order -> {
                fills.add(fill(activity, order));
                return fills;
            }));
        }
        return all;
    }

    private CompletionStage<ClientOrderId> name(String id) {
        synchronized (this) {
            var known = names.get(id);
            if (known != null) {
                return CompletableFuture.completedStage(known);
            }
        }
        return must("/v2/orders/" + id).thenApply(body -> {
            var name = new ClientOrderId(AlpacaOrder.of(Message.read(body)).ours());
            synchronized (this) {
                names.put(id, name);
            }
            return name;
        });
    }

    private CompletionStage<String> must(String wanted) {
        return http.get(wanted).thenApply(Answer::required);
    }

    private Fill fill(Message activity, ClientOrderId order) {
        return new Fill(
                activity.text("id"),
                order,
                symbols.apply(activity.text("symbol")),
                activity.text("side").equals("buy") ? Side.BUY : Side.SELL,
                activity.quantity("qty"),
                activity.price("price"),
                Money.ZERO,
                activity.nanos("transaction_time"));
    }
}
