package io.conclave.venues.fix;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue;
import io.conclave.venues.marketdata.Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import quickfix.ConfigError;
import quickfix.DataDictionary;
import quickfix.FieldNotFound;
import quickfix.InvalidMessage;
import quickfix.Message;
import quickfix.UnsupportedMessageType;
import quickfix.field.BusinessRejectRefID;
import quickfix.field.ClOrdID;
import quickfix.field.CxlRejResponseTo;
import quickfix.field.ExecType;
import quickfix.field.LastRptRequested;
import quickfix.field.MassStatusReqID;
import quickfix.field.MsgType;
import quickfix.field.OrdRejReason;
import quickfix.field.OrdStatus;
import quickfix.field.OrdStatusReqID;
import quickfix.field.OrderQty;
import quickfix.field.OrigClOrdID;
import quickfix.field.Text;
import quickfix.field.TotNumReports;

/**
 * A venue that speaks FIX 4.4, for one account.
 *
 * <p>An order is on disk before it is sent, a report before it is acknowledged: after a crash the venue sends again what was not, and each report
 * counts once. What was asked and not answered when the line breaks fails, which says that nobody knows; {@link #query} then does. An order that
 * the log does not have was never sent, and one that it has is not sent again before the venue says that it never came.
 */
public final class FixVenue implements Venue, AutoCloseable {
    private static final Comparator<Fill> BY_TIME =
            Comparator.comparingLong(Fill::atNanos).thenComparing(Fill::id);

    private final FixSettings settings;
    private final Requests requests;
    private final ReportLog log;
    private final FixLine line;
    private final Pending<ExecutionReport> reports;
    private final Pending<Finding> findings;
    private final Pending<List<ClientOrderId>> listings;
    private final String born;
    private final AtomicLong asked = new AtomicLong();

    /** Requests by the number of their message. */
    private final Map<Integer, String> numbered = new ConcurrentHashMap<>();

    private final Object lock = new Object();

    // ---- guarded by the lock
    private final ReportBook book;
    private final Map<String, List<ClientOrderId>> listed = new HashMap<>();
    private int told;
    private Consumer<ExecutionReport> listener = _ -> {};

    private FixVenue(FixSettings settings, InstantSource clock, ReportLog log) throws IOException {
        this.settings = settings;
        this.log = log;
        this.requests = new Requests(settings.account(), clock);
        this.reports = new Pending<>(settings.patience());
        this.findings = new Pending<>(settings.patience());
        this.listings = new Pending<>(settings.patience());
        this.book = new ReportBook(settings.listings());
        this.born = Long.toString(clock.millis(), Character.MAX_RADIX);
        remember();
        this.line = FixLine.open(settings, new Hearing());
    }

    /**
     * Opens the session, which calls the venue until it is closed.
     *
     * @throws IllegalStateException the settings are none that a session can be made of
     * @throws UncheckedIOException the node's directory cannot be read or written
     */
    public static FixVenue open(FixSettings settings, InstantSource clock) {
        try {
            return new FixVenue(
                    settings, clock, ReportLog.open(settings.directory().resolve("reports.fix")));
        } catch (IOException e) {
            throw new UncheckedIOException("The FIX log in " + settings.directory() + " cannot be read", e);
        }
    }

    /** Whether the venue can be asked now. */
    public boolean isLoggedOn() {
        return line.isLoggedOn();
    }

    // ---- asking

    @Override
    public CompletionStage<ExecutionReport> submit(OrderTicket order) {
        var code = code(order.symbol());
        if (code.isEmpty()) {
            return answered(new ExecutionReport.Rejected(order.id(), "The venue has no name for " + order.symbol()));
        }
        if (standing(order.id()).isPresent()) {
            return query(order.id()).thenCompose(found -> switch (found) {
                case Found(OrderState state, Quantity _) -> answered(standsAs(order.id(), state));
                case UnheardOf _ -> send(order, requests.submit(order, code.get()));
            });
        }
        if (!line.isLoggedOn()) {
            return answered(new ExecutionReport.Rejected(
                    order.id(), "The FIX session of " + settings + " is not logged on; the order was not sent"));
        }
        return send(order, requests.submit(order, code.get()));
    }

    @Override
    public CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        return standing(order)
                .map(it -> {
                    var request = nextRequest();
                    return ask(reports, request, requests.cancel(request, order, it));
                })
                .orElseGet(() -> answered(
                        new ExecutionReport.CancelRejected(order, "The order was never sent from this directory")));
    }

    @Override
    public CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        var code = code(replacement.symbol());
        if (code.isEmpty() || standing(original).isEmpty()) {
            return answered(
                    new ExecutionReport.ReplaceRejected(original, "The order was never sent from this directory"));
        }
        return send(replacement, requests.replace(original, replacement, code.get()));
    }

    @Override
    public CompletionStage<Finding> query(ClientOrderId order) {
        return standing(order)
                .map(it -> {
                    var request = nextRequest();
                    return ask(findings, request, requests.status(request, order, it));
                })
                .orElseGet(() -> answered(new UnheardOf()));
    }

    /** What it has not told yet; whoever lost what it told asks for a {@link #statement}. */
    @Override
    public CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        synchronized (lock) {
            var all = book.fills();
            var fills = new ArrayList<Fill>();
            int next = told;
            boolean whole = true;
            for (int i = told; i < all.size(); i++) {
                whole &= all.get(i).atNanos() <= toNanos;
                next = whole ? i + 1 : next;
                if (all.get(i).atNanos() <= toNanos) {
                    fills.add(all.get(i));
                }
            }
            told = next;
            fills.sort(BY_TIME);
            return answered(fills);
        }
    }

    /**
     * As of now, whatever moment is asked for: open orders as the venue lists them, fills and positions as it has reported them so far. Its fills need
     * not be told again.
     */
    @Override
    public CompletionStage<Statement> statement(long toNanos) {
        var request = nextRequest();
        synchronized (lock) {
            listed.put(request, new ArrayList<>());
        }
        return ask(listings, request, requests.open(request))
                .thenApply(this::statement)
                .whenComplete((_, _) -> {
                    synchronized (lock) {
                        listed.remove(request);
                    }
                });
    }

    private Statement statement(List<ClientOrderId> open) {
        synchronized (lock) {
            var fills = book.fills().stream().sorted(BY_TIME).toList();
            told = fills.size();
            var positions = new TreeMap<Symbol, Quantity>();
            fills.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
            return new Statement(open, fills, positions);
        }
    }

    @Override
    public void listen(Consumer<ExecutionReport> next) {
        synchronized (lock) {
            listener = next;
        }
    }

    /** Logs off; what is pending fails. */
    @Override
    public void close() {
        line.close();
        new Hearing().broken();
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The FIX log in " + settings.directory() + " cannot be closed", e);
        }
    }

    private CompletionStage<ExecutionReport> send(OrderTicket order, Message message) {
        synchronized (lock) {
            log.append(true, message.toString());
            remember(order.id(), message);
        }
        return ask(reports, order.id().value(), message);
    }

    private <A> CompletionStage<A> ask(Pending<A> pending, String request, Message message) {
        var answer = pending.await(request);
        int number = line.send(message);
        if (number > 0) {
            numbered.put(number, request);
        } else {
            pending.fail(request, "The FIX session of " + settings + " is not logged on");
        }
        return answer;
    }

    // ---- hearing

    /** The session's side. */
    private final class Hearing implements FixLine.Owner {
        @Override
        public void heard(String type, Message message) throws FieldNotFound, UnsupportedMessageType {
            switch (type) {
                case MsgType.EXECUTION_REPORT -> onReport(message);
                case MsgType.ORDER_CANCEL_REJECT -> onCancelReject(message);
                case MsgType.BUSINESS_MESSAGE_REJECT -> {
                    if (message.isSetField(BusinessRejectRefID.FIELD)) {
                        refused(message.getString(BusinessRejectRefID.FIELD), text(message));
                    }
                }
                default -> throw new UnsupportedMessageType();
            }
        }

        @Override
        public void unread(int sequence, String why) {
            refused(numbered.getOrDefault(sequence, ""), why);
        }

        @Override
        public void broken() {
            var why = "The FIX line of " + settings + " broke before the venue answered";
            numbered.clear();
            reports.failAll(why);
            findings.failAll(why);
            listings.failAll(why);
        }
    }

    private void onReport(Message message) throws FieldNotFound {
        var report = Report.of(message);
        if (report.type() == ExecType.ORDER_STATUS) {
            onStatus(message, report);
            return;
        }
        Optional<ExecutionReport> news;
        Consumer<ExecutionReport> listening;
        synchronized (lock) {
            if (!book.has(report)) {
                log.append(false, message.toString());
            }
            news = book.take(report);
            listening = listener;
        }
        news.ifPresent(it -> {
            reports.answer(report.request(), it);
            listening.accept(it);
        });
    }

    private void onStatus(Message message, Report report) throws FieldNotFound {
        if (message.isSetField(MassStatusReqID.FIELD)) {
            onListed(message, report);
        } else if (message.isSetField(OrdStatusReqID.FIELD)) {
            boolean unknown = report.status() == OrdStatus.REJECTED && report.rejection() == OrdRejReason.UNKNOWN_ORDER;
            findings.answer(
                    message.getString(OrdStatusReqID.FIELD),
                    unknown ? new UnheardOf() : new Found(ReportBook.state(report), report.cumulated()));
        }
    }

    private void onListed(Message message, Report report) throws FieldNotFound {
        var request = message.getString(MassStatusReqID.FIELD);
        List<ClientOrderId> open;
        synchronized (lock) {
            open = listed.getOrDefault(request, new ArrayList<>());
            if (!ReportBook.state(report).isFinal()) {
                ReportBook.order(report.request()).ifPresent(open::add);
            }
            open = List.copyOf(open);
        }
        boolean none = message.isSetField(TotNumReports.FIELD) && message.getInt(TotNumReports.FIELD) == 0;
        boolean last = message.isSetField(LastRptRequested.FIELD) && message.getBoolean(LastRptRequested.FIELD);
        if (none || last) {
            listings.answer(request, open);
        }
    }

    private void onCancelReject(Message message) throws FieldNotFound {
        var order = ReportBook.order(message.getString(OrigClOrdID.FIELD));
        boolean cancel = message.getChar(CxlRejResponseTo.FIELD) == CxlRejResponseTo.ORDER_CANCEL_REQUEST;
        if (order.isPresent()) {
            ExecutionReport news = cancel
                    ? new ExecutionReport.CancelRejected(order.get(), text(message))
                    : new ExecutionReport.ReplaceRejected(order.get(), text(message));
            reports.answer(message.getString(ClOrdID.FIELD), news);
            Consumer<ExecutionReport> listening;
            synchronized (lock) {
                listening = listener;
            }
            listening.accept(news);
        }
    }

    /** The venue could not make sense of a request, so nothing came of it; of what was asked about, nobody knows more than before. */
    private void refused(String request, String why) {
        ReportBook.order(request)
                .filter(order -> standing(order).isPresent())
                .ifPresent(order -> reports.answer(request, new ExecutionReport.Rejected(order, why)));
        reports.fail(request, why);
        findings.fail(request, why);
        listings.fail(request, why);
    }

    // ---- what is known

    private void remember() throws IOException {
        for (var entry : log.entries()) {
            try {
                var message = new Message(entry.message(), DICTIONARY, false);
                if (entry.sent()) {
                    remember(new ClientOrderId(message.getString(ClOrdID.FIELD)), message);
                } else {
                    book.take(Report.of(message));
                }
            } catch (InvalidMessage | FieldNotFound e) {
                throw new IOException("a line of the log is no FIX message: " + e.getMessage(), e);
            }
        }
    }

    private void remember(ClientOrderId order, Message message) {
        try {
            book.sent(
                    order,
                    message.getString(quickfix.field.Symbol.FIELD),
                    message.getChar(quickfix.field.Side.FIELD) == quickfix.field.Side.BUY ? Side.BUY : Side.SELL,
                    new Quantity(E8.parse(message.getDecimal(OrderQty.FIELD).toPlainString())));
        } catch (FieldNotFound e) {
            throw new IllegalStateException("An order without instrument, side or quantity", e);
        }
    }

    private Optional<ReportBook.Standing> standing(ClientOrderId order) {
        synchronized (lock) {
            return book.standing(order);
        }
    }

    private Optional<String> code(Symbol symbol) {
        return settings.listings().stream()
                .filter(listing -> listing.symbol().equals(symbol))
                .map(Listing::code)
                .findFirst();
    }

    private static ExecutionReport standsAs(ClientOrderId order, OrderState state) {
        return switch (state) {
            case REJECTED -> new ExecutionReport.Rejected(order, "The venue had refused it before");
            case CANCELLED -> new ExecutionReport.Cancelled(order);
            case EXPIRED -> new ExecutionReport.Expired(order);
            default -> new ExecutionReport.Accepted(order);
        };
    }

    /** No two requests of a session share a name, those before a restart included. */
    private String nextRequest() {
        return "q-" + born + "-" + asked.incrementAndGet();
    }

    private static String text(Message message) throws FieldNotFound {
        return message.isSetField(Text.FIELD) ? message.getString(Text.FIELD) : "no reason given";
    }

    private static <A> CompletionStage<A> answered(A answer) {
        return CompletableFuture.completedStage(answer);
    }

    private static final DataDictionary DICTIONARY = dictionary();

    private static DataDictionary dictionary() {
        try {
            return new DataDictionary("FIX44.xml");
        } catch (ConfigError e) {
            throw new IllegalStateException("FIX 4.4 has no dictionary on the class path", e);
        }
    }
}
