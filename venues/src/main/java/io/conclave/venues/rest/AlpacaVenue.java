package io.conclave.venues.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.rest.AlpacaHttp.Answer;
import java.net.http.HttpClient;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker in Alpaca's manner. Orders are known by the ids we gave them, which it takes once each: one that was sent and not answered may be sent
 * again, and a refused duplicate is the order that is there.
 *
 * <p>What happened is asked for, not told: it polls. A refusal (4xx) is an answer; a time-out, a broken line or a fault of the venue (5xx) fails,
 * which says that nobody knows.
 */
public final class AlpacaVenue implements Venue, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlpacaVenue.class);
    private static final JsonMapper JSON = new JsonMapper();

    /** How often an account is read whose parts do not fit, as while it trades. */
    private static final int LOOKS = 3;

    private final AlpacaSettings settings;
    private final AlpacaHttp http;
    private final ScheduledExecutorService thread;
    private final AlpacaFills fills;

    // ---- guarded by this
    private final Set<String> told = new HashSet<>();
    private final Set<String> heard = new HashSet<>();
    private Set<ClientOrderId> open = Set.of();
    private Consumer<ExecutionReport> listener = _ -> {};
    private boolean away;
    private boolean closed;

    private AlpacaVenue(
            AlpacaSettings settings, HttpClient client, LongSupplier ticks, ScheduledExecutorService thread) {
        this.settings = settings;
        this.http = new AlpacaHttp(settings, client, ticks);
        this.thread = thread;
        this.fills = new AlpacaFills(http, settings.from(), this::symbol);
    }

    /**
     * Begins to poll.
     *
     * @param ticks nanoseconds that never step back
     * @param thread on which it polls and waits
     */
    public static AlpacaVenue open(
            AlpacaSettings settings, HttpClient client, LongSupplier ticks, ScheduledExecutorService thread) {
        var venue = new AlpacaVenue(settings, client, ticks, thread);
        venue.pollLater();
        return venue;
    }

    // ---- asking

    @Override
    public CompletionStage<ExecutionReport> submit(OrderTicket order) {
        var code = code(order.symbol());
        var odd = unsupported(order);
        if (code.isEmpty() || odd.isPresent()) {
            return answered(new ExecutionReport.Rejected(
                    order.id(), odd.orElse("The venue has no name for " + order.symbol())));
        }
        return http.send(
                        "POST",
                        "/v2/orders",
                        describe(order).put("symbol", code.get()).toString())
                .thenCompose(answer -> {
                    if (answer.isOk()) {
                        return answered(standing(order.id(), AlpacaOrder.of(Message.read(answer.body()))));
                    }
                    if (answer.status() == Answer.UNPROCESSABLE && answer.body().contains("client_order_id")) {
                        return find(order.id())
                                .thenApply(found -> found.map(it -> standing(order.id(), it))
                                        .orElseGet(() -> new ExecutionReport.Rejected(order.id(), why(answer))));
                    }
                    return refusal(answer, why -> new ExecutionReport.Rejected(order.id(), why));
                });
    }

    @Override
    public CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        return find(order)
                .thenCompose(found -> found.isEmpty()
                        ? answered(new ExecutionReport.CancelRejected(order, "The venue has no such order"))
                        : http.send("DELETE", "/v2/orders/" + found.get().id(), "")
                                .thenCompose(answer -> answer.isOk()
                                        ? awaitEnd(
                                                order,
                                                new ExecutionReport.CancelRejected(order, "It has traded or ended"))
                                        : refusal(answer, why -> new ExecutionReport.CancelRejected(order, why))));
    }

    @Override
    public CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        var odd = unsupported(replacement);
        if (odd.isPresent()) {
            return answered(new ExecutionReport.ReplaceRejected(original, odd.get()));
        }
        var body = describe(replacement).without(List.of("side", "type")).toString();
        return find(original)
                .thenCompose(found -> found.isEmpty()
                        ? answered(new ExecutionReport.ReplaceRejected(original, "The venue has no such order"))
                        : http.send("PATCH", "/v2/orders/" + found.get().id(), body)
                                .thenCompose(answer -> answer.isOk()
                                        ? answered(new ExecutionReport.Replaced(original, replacement.id()))
                                        : refusal(answer, why -> new ExecutionReport.ReplaceRejected(original, why))));
    }

    @Override
    public CompletionStage<Finding> query(ClientOrderId order) {
        return find(order)
                .thenApply(found -> found.<Finding>map(it -> new Found(it.state(), it.filled()))
                        .orElseGet(UnheardOf::new));
    }

    /** What it has not told yet; whoever lost what it told asks for a {@link #statement}. */
    @Override
    public CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        return fills.upToNow()
                .thenApply(all -> untold(
                        all.stream().filter(fill -> fill.atNanos() <= toNanos).toList()));
    }

    private synchronized List<Fill> untold(List<Fill> all) {
        return all.stream().filter(fill -> told.add(fill.id())).toList();
    }

    /** As of now, whatever moment is asked for: how it stood before no account tells. Its fills need not be told again. */
    @Override
    public CompletionStage<Statement> statement(long toNanos) {
        return statement(LOOKS).thenApply(statement -> {
            statement.fills().forEach(this::hear);
            var _ = untold(statement.fills());
            return statement;
        });
    }

    /**
     * Nothing has traded between its parts. Where its positions are not the sum of its fills it is asked for again with all fills from the first, for the
     * venue may have put one before others; what then differs, differs.
     */
    private CompletionStage<Statement> statement(int looks) {
        return openOrders()
                .thenCompose(orders -> (looks == LOOKS ? fills.upToNow() : fills.anew())
                        .thenCompose(before -> must("/v2/positions")
                                .thenCompose(body -> fills.upToNow().thenCompose(after -> {
                                    boolean isStill = after.size() == before.size();
                                    var statement = new Statement(orders, after, positions(body));
                                    if (isStill && (looks == 1 || isSumOfFills(statement))) {
                                        return CompletableFuture.completedStage(statement);
                                    }
                                    return looks > 1
                                            ? statement(looks - 1)
                                            : CompletableFuture.failedStage(new IllegalStateException(
                                                    settings + " trades faster than it tells what the account holds"));
                                }))));
    }

    private static boolean isSumOfFills(Statement statement) {
        var sum = new TreeMap<Symbol, Quantity>();
        statement.fills().forEach(fill -> sum.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        sum.values().removeIf(Quantity::isZero);
        return sum.equals(statement.positions());
    }

    @Override
    public synchronized void listen(Consumer<ExecutionReport> next) {
        listener = next;
    }

    /** Asks no more. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    // ---- polling

    private void pollLater() {
        var _ = thread.schedule(this::poll, settings.poll().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Fills first: an order's end comes after what it traded. */
    private void poll() {
        if (isClosed()) {
            return;
        }
        var _ = fills.upToNow()
                .thenAccept(all -> all.forEach(this::hear))
                .thenCompose(_ -> openOrders())
                .thenCompose(this::ended)
                .whenComplete((_, failure) -> {
                    note(Optional.ofNullable(failure));
                    if (!isClosed()) {
                        pollLater();
                    }
                });
    }

    /** A venue that is away is away at the next poll, too: said once. */
    private synchronized void note(Optional<Throwable> failure) {
        if (failure.isPresent() && !away && !closed) {
            LOG.warn(
                    "{} does not say what happened, asking on: {}",
                    settings,
                    failure.get().getMessage());
        } else if (failure.isEmpty() && away) {
            LOG.info("{} says again what happened", settings);
        }
        away = failure.isPresent();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void hear(Fill fill) {
        Consumer<ExecutionReport> listening;
        synchronized (this) {
            if (!heard.add(fill.id())) {
                return;
            }
            listening = listener;
        }
        listening.accept(new ExecutionReport.Traded(fill));
    }

    /** Asks after those that were open and are not any more. */
    private CompletionStage<Void> ended(List<ClientOrderId> now) {
        List<ClientOrderId> gone;
        synchronized (this) {
            gone = open.stream().filter(order -> !now.contains(order)).toList();
            open = Set.copyOf(now);
        }
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (var order : gone) {
            all = all.thenCompose(_ -> find(order))
                    .thenAccept(found -> found.flatMap(it -> end(order, it)).ifPresent(this::tell));
        }
        return all;
    }

    private void tell(ExecutionReport report) {
        Consumer<ExecutionReport> listening;
        synchronized (this) {
            listening = listener;
        }
        listening.accept(report);
    }

    /** Asks until the order has come to its end, which is not at once. */
    private CompletionStage<ExecutionReport> awaitEnd(ClientOrderId order, ExecutionReport otherwise) {
        var end = new CompletableFuture<ExecutionReport>();
        lookForEnd(order, otherwise, end);
        return end.orTimeout(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void lookForEnd(ClientOrderId order, ExecutionReport otherwise, CompletableFuture<ExecutionReport> end) {
        var _ = find(order).whenComplete((found, failure) -> {
            if (failure != null) {
                end.completeExceptionally(failure);
            } else if (found.isPresent() && found.get().state().isFinal()) {
                end.complete(end(order, found.get()).orElse(otherwise));
            } else if (!end.isDone()) {
                var _ = thread.schedule(
                        () -> lookForEnd(order, otherwise, end), settings.poll().toNanos(), TimeUnit.NANOSECONDS);
            }
        });
    }

    // ---- what the venue says

    private CompletionStage<Optional<AlpacaOrder>> find(ClientOrderId order) {
        return http.get("/v2/orders:by_client_order_id?client_order_id=" + order.value())
                .thenApply(answer -> {
                    if (answer.status() == Answer.NOT_FOUND) {
                        return Optional.empty();
                    }
                    return Optional.of(AlpacaOrder.of(Message.read(answer.required())));
                });
    }

    private CompletionStage<List<ClientOrderId>> openOrders() {
        return must("/v2/orders?status=open&limit=500")
                .thenApply(body -> Message.readArray(body).stream()
                        .map(AlpacaOrder::of)
                        .map(it -> new ClientOrderId(it.ours()))
                        .toList());
    }

    private SortedMap<Symbol, Quantity> positions(String body) {
        var positions = new TreeMap<Symbol, Quantity>();
        for (var position : Message.readArray(body)) {
            positions.put(symbol(position.text("symbol")), Quantity.of(position.text("qty")));
        }
        positions.values().removeIf(Quantity::isZero);
        return positions;
    }

    private CompletionStage<String> must(String path) {
        return http.get(path).thenApply(Answer::required);
    }

    private CompletionStage<ExecutionReport> refusal(Answer answer, Function<String, ExecutionReport> as) {
        return answer.isRefusal() ? answered(as.apply(why(answer))) : CompletableFuture.failedStage(answer.fault());
    }

    private static String why(Answer answer) {
        if (answer.status() == Answer.TOO_MANY) {
            return "The venue is asked too often, and wants to be left alone for a while";
        }
        var body = answer.body().strip();
        return body.startsWith("{")
                ? Message.read(body).textIfAny("message").orElse("status " + answer.status())
                : "status " + answer.status();
    }

    private static ExecutionReport standing(ClientOrderId order, AlpacaOrder found) {
        return end(order, found).orElseGet(() -> new ExecutionReport.Accepted(order));
    }

    /** What an end that is no trade is told as. */
    private static Optional<ExecutionReport> end(ClientOrderId order, AlpacaOrder found) {
        return switch (found.state()) {
            case CANCELLED -> Optional.of(new ExecutionReport.Cancelled(order));
            case EXPIRED -> Optional.of(new ExecutionReport.Expired(order));
            case REJECTED -> Optional.of(new ExecutionReport.Rejected(order, "The venue has refused it"));
            default -> Optional.empty();
        };
    }

    // ---- in the venue's words

    private static ObjectNode describe(OrderTicket order) {
        var terms = order.terms();
        var body = JSON.createObjectNode()
                .put("client_order_id", order.id().value())
                .put("qty", order.quantity().toString())
                .put("side", order.side() == Side.BUY ? "buy" : "sell")
                .put("time_in_force", terms.timeInForce().name().toLowerCase(Locale.ROOT));
        terms.limit().ifPresent(limit -> body.put("limit_price", limit.toString()));
        terms.stop().ifPresent(stop -> body.put("stop_price", stop.toString()));
        var type = terms.stop().isPresent() ? "stop" : "market";
        if (terms.limit().isPresent()) {
            type = terms.stop().isPresent() ? "stop_limit" : "limit";
        }
        return body.put("type", type);
    }

    private static Optional<String> unsupported(OrderTicket order) {
        var terms = order.terms();
        if (terms.postOnly() || terms.shown().isPresent() || terms.timeInForce() == TimeInForce.GTD) {
            return Optional.of("The venue knows no post-only orders, no icebergs and none that are good till a moment");
        }
        return Optional.empty();
    }

    private Optional<String> code(Symbol symbol) {
        return settings.listings().stream()
                .filter(listing -> listing.symbol().equals(symbol))
                .map(Listing::code)
                .findFirst();
    }

    /** Positions in crypto leave out the slash that orders have. */
    private Symbol symbol(String code) {
        return settings.listings().stream()
                .filter(listing -> listing.code().equals(code)
                        || listing.code().replace("/", "").equals(code))
                .map(Listing::symbol)
                .findFirst()
                .orElseGet(() -> Listing.of(code).symbol());
    }

    private static CompletionStage<ExecutionReport> answered(ExecutionReport answer) {
        return CompletableFuture.completedStage(answer);
    }
}
