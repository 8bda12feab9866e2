package io.conclave.orchestrator.execution.exchange;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PaperExchange} over a tape, as a venue: demo, backtest and paper trading share it.
 *
 * <p>Requests are in the venue's own books before it answers, fills before they are told; the exchange itself is nothing but
 * what the books and the tape make of it. So a node that dies between telling the venue and hearing from it finds its order
 * there, another node finds the same, and what traded depends on tape and requests alone. Whatever fails, the exchange is
 * made anew from the books.
 *
 * <p>Its time is the tape's, and goes on when it is asked what traded. A request that arrives later than that time has come
 * is answered when it has; an order is known to be accepted, though, when it is in the books.
 */
public final class PaperVenue implements Venue {
    private static final Comparator<Fill> BY_TIME =
            Comparator.comparingLong(Fill::atNanos).thenComparing(Fill::id);
    /** How often what traded is worked out anew because somebody else had asked for something meanwhile. */
    private static final int ATTEMPTS = 5;

    private final Supplier<Floor> opening;
    private final PaperMemory memory;
    private final SortedMap<String, List<CompletableFuture<ExecutionReport>>> awaited = new TreeMap<>();
    private Optional<Floor> floor = Optional.empty();
    private Consumer<ExecutionReport> listener = report -> {};
    private final List<Asked> waiting = new ArrayList<>();
    private CompletionStage<?> lastTurn = CompletableFuture.completedStage(null);

    /** Number of the last fill that was told, all before it told too. */
    private long told;

    /**
     * A request that the venue has not come to.
     *
     * @param subject the order whose reports answer it
     * @param otherwise the answer if nothing is reported at once; absent if it is waited for
     */
    private record Asked(
            PaperMemory.Request request,
            ClientOrderId subject,
            Optional<ExecutionReport> otherwise,
            CompletableFuture<ExecutionReport> answer) {}

    /**
     * @param account what it may owe
     * @param cash what it begins with
     * @param memory the venue's books for the account
     */
    public PaperVenue(MarketTape tape, ExchangeTerms terms, AccountTerms account, Money cash, PaperMemory memory) {
        this.opening = () -> new Floor(tape, terms, account, cash);
        this.memory = memory;
    }

    // ---- requests

    @Override
    public CompletionStage<ExecutionReport> submit(OrderTicket order) {
        var accepted = new ExecutionReport.Accepted(order.id());
        return ask(new PaperMemory.Submit(order), order.id(), Optional.of(accepted));
    }

    @Override
    public CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        return ask(new PaperMemory.Cancel(order), order, Optional.empty());
    }

    @Override
    public CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        return ask(new PaperMemory.Replace(original, replacement), original, Optional.empty());
    }

    /** Whatever waits when the venue comes to it is asked in one go. */
    private CompletionStage<ExecutionReport> ask(
            PaperMemory.Request request, ClientOrderId subject, Optional<ExecutionReport> otherwise) {
        var asked = new Asked(request, subject, otherwise, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(asked);
        }
        var _ = inTurn(this::askWhatWaits);
        return asked.answer();
    }

    private CompletionStage<List<ExecutionReport>> askWhatWaits() {
        var all = takeWaiting();
        if (all.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        return noted(all.stream().map(Asked::request).toList()).whenComplete((reports, fault) -> {
            for (var asked : all) {
                if (fault == null) {
                    answer(asked, reports);
                } else {
                    asked.answer().completeExceptionally(fault);
                }
            }
        });
    }

    /** Now, or when the market has come to it. */
    private void answer(Asked asked, List<ExecutionReport> reports) {
        reports.stream()
                .filter(report -> report.order().equals(asked.subject()))
                .filter(report -> !(report instanceof ExecutionReport.Traded))
                .reduce((first, last) -> last)
                .or(asked::otherwise)
                .ifPresentOrElse(asked.answer()::complete, () -> await(asked));
    }

    private synchronized void await(Asked asked) {
        awaited.computeIfAbsent(asked.subject().value(), id -> new ArrayList<>())
                .add(asked.answer());
    }

    private synchronized List<Asked> takeWaiting() {
        var all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    private CompletionStage<List<ExecutionReport>> noted(List<PaperMemory.Request> requests) {
        return atWork().thenCompose(ready -> memory.note(requests, ready.nowNanos(), ready.requests())
                        .thenApply(page -> broughtUp(ready, page)))
                .thenCompose(ready -> settled(ready, ready.nowNanos()));
    }

    /** The exchange as the books had it lately. */
    private CompletionStage<Floor> atWork() {
        var known = known();
        return known.requests() == 0 ? upToDate() : CompletableFuture.completedStage(known);
    }

    // ---- questions

    /**
     * An order that is in the books is at the venue, though it may not have arrived in the market. A replacement is only
     * when it has: the market decides which of the two there is.
     */
    @Override
    public CompletionStage<Finding> query(ClientOrderId order) {
        return inTurn(() -> upToDate()
                .thenCompose(ready -> settled(ready, ready.nowNanos()).thenApply(reports -> ready.find(order)))
                .thenApply(PaperVenue::atVenue));
    }

    private static Finding atVenue(Finding inMarket) {
        return inMarket instanceof Found found && found.state() == OrderState.PENDING_NEW
                ? new Found(OrderState.WORKING, found.filled())
                : inMarket;
    }

    /** What it has not told yet; whoever lost what it told asks for a {@link #statement}. */
    @Override
    public CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        return inTurn(() -> upToDate()
                .thenCompose(ready -> settled(ready, toNanos))
                .thenCompose(reports -> memory.fills(told))
                .thenApply(fills -> tell(fills, toNanos)));
    }

    @Override
    public CompletionStage<Statement> statement(long toNanos) {
        return inTurn(() -> upToDate()
                .thenCompose(ready -> settled(ready, toNanos))
                .thenCompose(reports -> memory.fills(0))
                .thenApply(fills -> statement(fills, toNanos)));
    }

    @Override
    public synchronized void listen(Consumer<ExecutionReport> listener) {
        this.listener = listener;
    }

    private synchronized Statement statement(List<PaperMemory.Numbered> all, long toNanos) {
        var orders = new ArrayList<>(floor.map(Floor::open).orElse(List.of()));
        all.stream()
                .map(PaperMemory.Numbered::fill)
                .filter(fill -> fill.atNanos() > toNanos && !orders.contains(fill.order()))
                .forEach(fill -> orders.add(fill.order()));
        var fills = tell(all, toNanos);
        var positions = new TreeMap<Symbol, Quantity>();
        fills.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        return new Statement(orders, fills, positions);
    }

    private synchronized List<Fill> tell(List<PaperMemory.Numbered> numbered, long toNanos) {
        var fills = new ArrayList<Fill>();
        long last = told;
        boolean whole = true;
        for (var next : numbered) {
            whole &= next.fill().atNanos() <= toNanos;
            if (next.fill().atNanos() <= toNanos) {
                fills.add(next.fill());
            }
            last = whole ? Math.max(last, next.number()) : last;
        }
        told = last;
        fills.sort(BY_TIME);
        return fills;
    }

    // ---- one thing after the other

    private synchronized <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> step) {
        var mine = lastTurn.handle((done, fault) -> done)
                .thenCompose(done -> step.get())
                .whenComplete((done, fault) -> afterwards(fault));
        lastTurn = mine;
        return mine;
    }

    private synchronized void afterwards(@Nullable Throwable fault) {
        if (fault != null) {
            floor = Optional.empty();
        }
    }

    /** The exchange as the books have it. */
    private CompletionStage<Floor> upToDate() {
        var known = known();
        return memory.requests(known.requests()).thenApply(page -> broughtUp(known, page));
    }

    private static Floor broughtUp(Floor known, PaperMemory.Page page) {
        page.requests().forEach(known::take);
        known.catchUp(page.settledNanos());
        return known;
    }

    private synchronized Floor known() {
        if (floor.isEmpty()) {
            floor = Optional.of(opening.get());
        }
        return floor.get();
    }

    /** The market goes on to a moment; what traded is written, then everything that happened is told. */
    private CompletionStage<List<ExecutionReport>> settled(Floor ready, long toNanos) {
        return settled(ready, toNanos, ATTEMPTS);
    }

    private CompletionStage<List<ExecutionReport>> settled(Floor ready, long toNanos, int attempts) {
        if (toNanos > ready.nowNanos()) {
            ready.advanceTo(toNanos);
        } else {
            ready.arrive();
        }
        var reports = ready.reports();
        var fills = Floor.fillsOf(reports);
        if (fills.isEmpty()) {
            spread(reports);
            return CompletableFuture.completedStage(reports);
        }
        return memory.settle(ready.requests(), ready.nowNanos(), fills).thenCompose(isWritten -> {
            if (isWritten) {
                spread(reports);
                return CompletableFuture.completedStage(reports);
            }
            if (attempts == 1) {
                throw new IllegalStateException("The paper venue is asked by others all the time and cannot settle");
            }
            afterwards(new IllegalStateException("behind"));
            return upToDate().thenCompose(anew -> settled(anew, toNanos, attempts - 1));
        });
    }

    private void spread(List<ExecutionReport> reports) {
        for (var report : reports) {
            Consumer<ExecutionReport> hears;
            List<CompletableFuture<ExecutionReport>> waits = List.of();
            synchronized (this) {
                hears = listener;
                if (!(report instanceof ExecutionReport.Traded || report instanceof ExecutionReport.Accepted)) {
                    waits = awaited.getOrDefault(report.order().value(), List.of());
                    awaited.remove(report.order().value());
                }
            }
            waits.forEach(answer -> answer.complete(report));
            hears.accept(report);
        }
    }
}
