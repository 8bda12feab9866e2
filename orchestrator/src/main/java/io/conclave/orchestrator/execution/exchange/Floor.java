package io.conclave.orchestrator.execution.exchange;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Money;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A {@link PaperExchange} for one account, as its requests and the tape have made it: the same requests and the same tape
 * make the same again. Days end at midnight UTC.
 */
final class Floor {
    private static final String ACCOUNT = "account";
    private static final long DAY = Duration.ofDays(1).toNanos();
    /** Asked for what traded up to this moment, the market goes on to the end of the tape. */
    private static final long TAPE_ENDED = Long.MAX_VALUE;

    private final MarketTape tape;
    private final PaperExchange exchange;
    private final List<ExecutionReport> reports = new ArrayList<>();
    private long requests;
    /** The tape was read up to here; before the first request nothing of it is needed. */
    private long readNanos;

    Floor(MarketTape tape, ExchangeTerms terms, AccountTerms account, Money cash) {
        this.tape = tape;
        this.exchange = new PaperExchange(
                terms,
                tape.symbols().stream().map(tape::instrument).toList(),
                (name, at, report) -> reports.add(report));
        exchange.accept(new ExchangeCommand.Open(ACCOUNT, account, cash, 0));
    }

    /** How many requests it knows. */
    long requests() {
        return requests;
    }

    long nowNanos() {
        return Math.max(exchange.nowNanos(), readNanos);
    }

    /** Takes the next request in. What is asked now is done now; what is asked for later, when the tape has come there. */
    void take(PaperMemory.Noted next) {
        if (next.number() != requests + 1) {
            throw new IllegalStateException(
                    "Request " + next.number() + " of the paper venue follows after request " + requests);
        }
        if (requests == 0) {
            readNanos = next.sentNanos();
        }
        requests = next.number();
        exchange.accept(
                switch (next.request()) {
                    case PaperMemory.Submit submit ->
                        new ExchangeCommand.Submit(ACCOUNT, sent(submit.order(), next.sentNanos()));
                    case PaperMemory.Replace replace ->
                        new ExchangeCommand.Replace(
                                ACCOUNT, replace.original(), sent(replace.replacement(), next.sentNanos()));
                    case PaperMemory.Cancel cancel ->
                        new ExchangeCommand.Cancel(ACCOUNT, cancel.order(), next.sentNanos());
                });
    }

    private static OrderTicket sent(OrderTicket order, long nanos) {
        return new OrderTicket(
                order.id(), order.symbol(), order.side(), order.quantity(), order.terms(), order.reference(), nanos);
    }

    /** What was asked for this very moment arrives. */
    void arrive() {
        exchange.accept(new ExchangeCommand.Pass(nowNanos()));
    }

    /** The market goes on, as far as the tape tells, and what was asked for until then arrives. */
    void advanceTo(long nanos) {
        if (requests > 0 && nanos == TAPE_ENDED) {
            readOut();
        } else if (requests > 0) {
            read(nanos);
        }
        arrive();
    }

    /** What is left of the tape happens; no more days end. */
    private void readOut() {
        var left = prints(readNanos, TAPE_ENDED);
        left.forEach(exchange::accept);
        readNanos = left.isEmpty() ? readNanos : left.getLast().atNanos();
    }

    /** What was told already happens again, and nobody hears of it; what was asked for that very moment is still to come. */
    void catchUp(long nanos) {
        if (requests > 0) {
            read(nanos);
            reports.clear();
        }
    }

    private void read(long nanos) {
        while (readNanos < nanos) {
            long midnight = Math.multiplyExact(Math.floorDiv(readNanos, DAY) + 1, DAY);
            long end = Math.min(nanos, midnight);
            prints(readNanos, end).forEach(exchange::accept);
            if (end == midnight) {
                exchange.accept(new ExchangeCommand.EndDay(midnight));
            }
            readNanos = end;
        }
    }

    /** Of all instruments, in the order of time; of one moment, in the order of their names. */
    private List<ExchangeCommand.Print> prints(long after, long upTo) {
        var prints = new ArrayList<ExchangeCommand.Print>();
        for (Symbol symbol : tape.symbols()) {
            for (PricePoint point : tape.path(symbol, after, upTo)) {
                prints.add(ExchangeCommand.Print.of(symbol, point.atNanos(), point.price()));
            }
        }
        prints.sort(Comparator.comparingLong(ExchangeCommand.Print::atNanos));
        return prints;
    }

    /** What it said since it was last asked. */
    List<ExecutionReport> reports() {
        var said = List.copyOf(reports);
        reports.clear();
        return said;
    }

    static List<Fill> fillsOf(List<ExecutionReport> reports) {
        return reports.stream()
                .filter(ExecutionReport.Traded.class::isInstance)
                .map(report -> ((ExecutionReport.Traded) report).fill())
                .toList();
    }

    Venue.Finding find(ClientOrderId order) {
        return exchange.find(ACCOUNT, order);
    }

    /** Orders that can still trade, those that have not arrived among them. */
    List<ClientOrderId> open() {
        return exchange.open(ACCOUNT).stream().map(OrderTicket::id).toList();
    }
}
