package io.conclave.http;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Orders;
import io.conclave.http.view.Instants;
import io.conclave.http.view.OrderTiesView;
import io.conclave.http.view.OrderView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Takes every order and leaves it working, unless a test says otherwise; one is there from the beginning. */
final class CannedOrders implements Orders {
    static final String FIRST = ClientOrderId.named("paper", "first").value();
    private static final Instant THEN = Instant.parse("2013-11-29T12:00:00Z");

    private final List<OrderView> all = new ArrayList<>();

    /** What stands against every wish. */
    volatile Optional<Answer> objection = Optional.empty();

    /** What was wanted last. */
    volatile Optional<Wanted> placed = Optional.empty();

    CannedOrders() {
        all.add(view(
                new Wish(
                        "first",
                        CannedRun.SYMBOL,
                        Side.BUY,
                        Quantity.of("2"),
                        OrderTerms.stopLimit(Price.of("1100"), Price.of("1101"))
                                .goodTill(Instants.toNanos(THEN.plusSeconds(3_600)))
                                .showing(Quantity.of("0.5"))),
                "new",
                Optional.of(Price.of("1100.5"))));
    }

    @Override
    public synchronized CompletionStage<Answer> place(Wanted wanted, String actor) {
        if (objection.isEmpty()) {
            placed = Optional.of(wanted);
            all.addFirst(view(wanted));
        }
        return done(objection.orElseGet(() -> new Taken(all.getFirst())));
    }

    private static OrderView view(Wanted wanted) {
        return switch (wanted) {
            case Wish wish -> view(wish, "accepted", Optional.empty()).tied(OrderTiesView.simple());
            case Either either -> {
                var first = either.takeProfit();
                var other = new Wish(
                        first.name() + ":sl", first.symbol(), first.side(), first.quantity(), either.stopLoss());
                yield view(first, "accepted", Optional.empty())
                        .tied(OrderTiesView.linked("oco", List.of(view(other, "accepted", Optional.empty()))));
            }
            case Bracketed bracket -> {
                boolean both =
                        bracket.takeProfit().isPresent() && bracket.stopLoss().isPresent();
                yield view(bracket.parent(), "accepted", Optional.empty())
                        .tied(OrderTiesView.linked(both ? "bracket" : "oto", List.of()));
            }
            case Trailing trailing ->
                view(trailing.from(Price.of("900")), "accepted", Optional.empty())
                        .tied(OrderTiesView.trailing(trailing.amount(), trailing.share()));
        };
    }

    @Override
    public CompletionStage<Optional<Answer>> test(Wanted wanted, String actor) {
        return done(objection);
    }

    @Override
    public synchronized CompletionStage<Answer> replace(ClientOrderId order, UnaryOperator<Wish> change, String actor) {
        return all.stream().anyMatch(known -> known.id().equals(order))
                ? CompletableFuture.supplyAsync(() -> change.apply(first())).thenCompose(wish -> place(wish, actor))
                : done(new Refused(Kind.NO_SUCH_ORDER, "not_found", "There is no order " + order + "."));
    }

    private static Wish first() {
        return new Wish("first", CannedRun.SYMBOL, Side.BUY, Quantity.of("2"), OrderTerms.limit(Price.of("1101")));
    }

    @Override
    public synchronized CompletionStage<Answer> cancel(ClientOrderId order, String actor) {
        return done(all.stream()
                .filter(known -> known.id().equals(order))
                .findFirst()
                .<Answer>map(Taken::new)
                .orElse(new Refused(Kind.NO_SUCH_ORDER, "not_found", "There is no order " + order + ".")));
    }

    @Override
    public synchronized CompletionStage<All> cancelAll(String actor) {
        return done(new Each(all.stream()
                .map(order -> new One(
                        order, order.status().equals("new") ? Optional.empty() : Optional.of("It trades at once.")))
                .toList()));
    }

    @Override
    public CompletionStage<Watch> cancelAllAfter(Duration within, String actor) {
        return done(new Armed(within.isZero() ? Optional.empty() : Optional.of(within)));
    }

    @Override
    public synchronized CompletionStage<Optional<OrderView>> find(ClientOrderId id) {
        return done(all.stream().filter(order -> order.id().equals(id)).findFirst());
    }

    @Override
    public synchronized CompletionStage<Optional<OrderView>> named(String name) {
        return done(
                all.stream().filter(order -> order.clientOrderId().equals(name)).findFirst());
    }

    @Override
    public synchronized CompletionStage<List<OrderView>> newestFirst(Search search) {
        int from = search.after()
                .map(last -> all.stream().map(OrderView::id).toList().indexOf(last.id()) + 1)
                .orElse(0);
        return done(all.stream()
                .skip(from)
                .filter(order -> search.open().orElse(true))
                .limit(search.limit())
                .toList());
    }

    private static OrderView view(Wish wish, String status, Optional<Price> average) {
        var terms = wish.terms();
        return new OrderView(
                ClientOrderId.named("paper", wish.name()),
                wish.name(),
                wish.symbol(),
                OrderView.side(wish.side()),
                wish.quantity(),
                average.isPresent() ? Quantity.of("0.25") : Quantity.ZERO,
                average,
                OrderView.type(terms),
                terms.timeInForce().name().toLowerCase(Locale.ROOT),
                terms.limit(),
                terms.stop(),
                terms.goodTillNanos() > 0 ? Optional.of(Instants.ofNanos(terms.goodTillNanos())) : Optional.empty(),
                terms.postOnly(),
                terms.shown(),
                status,
                "key",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                THEN,
                OrderTiesView.NONE);
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedStage(value);
    }
}
