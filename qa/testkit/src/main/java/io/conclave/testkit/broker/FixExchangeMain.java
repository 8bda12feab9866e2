package io.conclave.testkit.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quickfix.Acceptor;
import quickfix.Application;
import quickfix.ConfigError;
import quickfix.DefaultMessageFactory;
import quickfix.FieldNotFound;
import quickfix.FileStoreFactory;
import quickfix.Message;
import quickfix.SLF4JLogFactory;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;
import quickfix.SessionSettings;
import quickfix.SocketAcceptor;
import quickfix.field.AvgPx;
import quickfix.field.ClOrdID;
import quickfix.field.CumQty;
import quickfix.field.CxlRejResponseTo;
import quickfix.field.ExecID;
import quickfix.field.ExecType;
import quickfix.field.GapFillFlag;
import quickfix.field.LastPx;
import quickfix.field.LastQty;
import quickfix.field.LastRptRequested;
import quickfix.field.LeavesQty;
import quickfix.field.MassStatusReqID;
import quickfix.field.MsgType;
import quickfix.field.NewSeqNo;
import quickfix.field.OrdRejReason;
import quickfix.field.OrdStatus;
import quickfix.field.OrdStatusReqID;
import quickfix.field.OrdType;
import quickfix.field.OrderID;
import quickfix.field.OrderQty;
import quickfix.field.OrigClOrdID;
import quickfix.field.Price;
import quickfix.field.Side;
import quickfix.field.Symbol;
import quickfix.field.Text;
import quickfix.field.TimeInForce;
import quickfix.field.TotNumReports;
import quickfix.field.TransactTime;
import quickfix.fix44.ExecutionReport;
import quickfix.fix44.OrderCancelReject;
import quickfix.fix44.SequenceReset;

/**
 * The process of a {@link FixExchange}: a book by price and time for each session. Started with a port, a folder and the names of its clients;
 * for each line it reads it answers with what it has of that client: {@code position [open orders]}.
 */
final class FixExchangeMain implements Application {
    /** Begins each line that is an answer, and not one of somebody's log. */
    static final String ANSWER = "= ";

    /** Before a name: skips some numbers of that session first. */
    static final String SKIP = "skip ";

    /** Before a name: somebody takes all that is open of that client first, each order at its own price. */
    static final String TRADE = "trade ";

    private final Map<SessionID, Books> clients = new LinkedHashMap<>();

    /** One client's orders and what they traded. */
    private static final class Books {
        private final Map<String, Resting> orders = new LinkedHashMap<>();
        private BigDecimal position = BigDecimal.ZERO;
        private int executions;
    }

    /** An order; it stays known when nothing is left of it. */
    private static final class Resting {
        private final char side;
        private final String symbol;
        private BigDecimal quantity;
        private BigDecimal price;
        private BigDecimal filled;
        private boolean open = true;
        private char status = OrdStatus.NEW;

        private Resting(Message order, BigDecimal price, BigDecimal filled) throws FieldNotFound {
            this.side = order.getChar(Side.FIELD);
            this.symbol = order.getString(Symbol.FIELD);
            this.quantity = order.getDecimal(OrderQty.FIELD);
            this.price = price;
            this.filled = filled;
        }

        private BigDecimal leaves() {
            return quantity.subtract(filled);
        }
    }

    public static void main(String[] args) throws ConfigError, IOException {
        var all = new SessionSettings();
        all.setString("ConnectionType", "acceptor");
        all.setString(Acceptor.SETTING_SOCKET_ACCEPT_PORT, args[0]);
        all.setString(Acceptor.SETTING_SOCKET_ACCEPT_ADDRESS, "127.0.0.1");
        all.setString(Session.SETTING_NON_STOP_SESSION, "Y");
        all.setString(Session.SETTING_DATA_DICTIONARY, "FIX44.xml");
        all.setString(FileStoreFactory.SETTING_FILE_STORE_PATH, args[1]);
        for (int i = 2; i < args.length; i++) {
            var id = new SessionID("FIX.4.4", FixExchange.NAME, args[i]);
            all.setString(id, "BeginString", "FIX.4.4");
            all.setString(id, "SenderCompID", FixExchange.NAME);
            all.setString(id, "TargetCompID", args[i]);
        }
        var exchange = new FixExchangeMain();
        var acceptor = new SocketAcceptor(
                exchange, new FileStoreFactory(all), all, new SLF4JLogFactory(all), new DefaultMessageFactory());
        acceptor.start();
        System.out.println(ANSWER + "open");
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var session = new SessionID("FIX.4.4", FixExchange.NAME, line.substring(line.indexOf(' ') + 1));
                if (line.startsWith(SKIP)) {
                    skip(session);
                } else if (line.startsWith(TRADE)) {
                    exchange.trade(session);
                }
                System.out.println(ANSWER + exchange.state(session));
            }
        }
        acceptor.stop(true);
    }

    /** Goes on with another number, and says so. */
    private static void skip(SessionID client) throws IOException {
        var session = Session.lookupSession(client);
        int next = session.getExpectedSenderNum() + 100;
        var reset = new SequenceReset();
        reset.setInt(NewSeqNo.FIELD, next);
        reset.setBoolean(GapFillFlag.FIELD, false);
        send(client, reset);
        session.setNextSenderMsgSeqNum(next);
    }

    private synchronized void trade(SessionID client) {
        var books = clients.computeIfAbsent(client, _ -> new Books());
        for (var order : List.copyOf(books.orders.entrySet())) {
            var resting = order.getValue();
            if (resting.open) {
                fill(client, books, order.getKey(), resting, resting.leaves(), resting.price);
            }
        }
    }

    private synchronized String state(SessionID client) {
        var books = clients.getOrDefault(client, new Books());
        return books.position.stripTrailingZeros().toPlainString() + " "
                + books.orders.entrySet().stream()
                        .filter(it -> it.getValue().open)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
    }

    @Override
    public synchronized void fromApp(Message message, SessionID client) throws FieldNotFound {
        var books = clients.computeIfAbsent(client, _ -> new Books());
        switch (message.getHeader().getString(MsgType.FIELD)) {
            case MsgType.ORDER_SINGLE -> onOrder(client, books, message);
            case MsgType.ORDER_CANCEL_REQUEST -> onCancel(client, books, message);
            case MsgType.ORDER_CANCEL_REPLACE_REQUEST -> onReplace(client, books, message);
            case MsgType.ORDER_STATUS_REQUEST -> onStatus(client, books, message);
            case MsgType.ORDER_MASS_STATUS_REQUEST -> onAll(client, books, message);
            default -> throw new IllegalStateException("This exchange knows no such message: " + message);
        }
    }

    private void onOrder(SessionID client, Books books, Message message) throws FieldNotFound {
        var id = message.getString(ClOrdID.FIELD);
        if (books.orders.containsKey(id)) {
            var report = report(books, id, books.orders.get(id), ExecType.REJECTED);
            report.setChar(OrdStatus.FIELD, OrdStatus.REJECTED);
            report.setInt(OrdRejReason.FIELD, OrdRejReason.DUPLICATE_ORDER);
            send(client, report);
            return;
        }
        boolean market = message.getChar(OrdType.FIELD) == OrdType.MARKET;
        var order = new Resting(message, market ? BigDecimal.ZERO : message.getDecimal(Price.FIELD), BigDecimal.ZERO);
        books.orders.put(id, order);
        if (order.symbol.equals("HALTED")) {
            order.open = false;
            order.status = OrdStatus.REJECTED;
            var report = report(books, id, order, ExecType.REJECTED);
            report.setString(Text.FIELD, "Trading in HALTED is halted");
            send(client, report);
            return;
        }
        send(client, report(books, id, order, ExecType.NEW));
        match(client, books, id, order, market);
        if (order.open && message.getChar(TimeInForce.FIELD) == TimeInForce.IMMEDIATE_OR_CANCEL) {
            order.open = false;
            order.status = OrdStatus.CANCELED;
            send(client, report(books, id, order, ExecType.CANCELED));
        }
    }

    private void match(SessionID client, Books books, String id, Resting order, boolean market) {
        boolean buys = order.side == Side.BUY;
        var others = new ArrayList<>(books.orders.entrySet());
        others.removeIf(it -> !it.getValue().open
                || it.getValue().side == order.side
                || !it.getValue().symbol.equals(order.symbol));
        Comparator<Map.Entry<String, Resting>> byPrice = Comparator.comparing(it -> it.getValue().price);
        others.sort(buys ? byPrice : byPrice.reversed());
        for (var other : others) {
            var resting = other.getValue();
            boolean meets = market
                    || (buys ? resting.price.compareTo(order.price) <= 0 : resting.price.compareTo(order.price) >= 0);
            if (order.open && meets) {
                var quantity = order.leaves().min(resting.leaves());
                fill(client, books, other.getKey(), resting, quantity, resting.price);
                fill(client, books, id, order, quantity, resting.price);
            }
        }
    }

    private void fill(SessionID client, Books books, String id, Resting order, BigDecimal quantity, BigDecimal price) {
        order.filled = order.filled.add(quantity);
        order.open = order.leaves().signum() > 0;
        order.status = order.open ? OrdStatus.PARTIALLY_FILLED : OrdStatus.FILLED;
        books.position = books.position.add(order.side == Side.BUY ? quantity : quantity.negate());
        var report = report(books, id, order, ExecType.TRADE);
        report.setDecimal(LastQty.FIELD, quantity);
        report.setDecimal(LastPx.FIELD, price);
        send(client, report);
    }

    private void onCancel(SessionID client, Books books, Message message) throws FieldNotFound {
        var order = books.orders.get(message.getString(OrigClOrdID.FIELD));
        if (order == null || !order.open) {
            reject(client, message, CxlRejResponseTo.ORDER_CANCEL_REQUEST);
            return;
        }
        order.open = false;
        order.status = OrdStatus.CANCELED;
        var report = report(books, message.getString(ClOrdID.FIELD), order, ExecType.CANCELED);
        report.setString(OrigClOrdID.FIELD, message.getString(OrigClOrdID.FIELD));
        send(client, report);
    }

    private void onReplace(SessionID client, Books books, Message message) throws FieldNotFound {
        var order = books.orders.get(message.getString(OrigClOrdID.FIELD));
        if (order == null || !order.open || message.getDecimal(OrderQty.FIELD).compareTo(order.filled) <= 0) {
            reject(client, message, CxlRejResponseTo.ORDER_CANCEL_REPLACE_REQUEST);
            return;
        }
        order.open = false;
        order.status = OrdStatus.REPLACED;
        var id = message.getString(ClOrdID.FIELD);
        var next = new Resting(message, message.getDecimal(Price.FIELD), order.filled);
        next.status = next.filled.signum() > 0 ? OrdStatus.PARTIALLY_FILLED : OrdStatus.NEW;
        books.orders.put(id, next);
        var report = report(books, id, next, ExecType.REPLACED);
        report.setString(OrigClOrdID.FIELD, message.getString(OrigClOrdID.FIELD));
        send(client, report);
        match(client, books, id, next, false);
    }

    private void onStatus(SessionID client, Books books, Message message) throws FieldNotFound {
        var id = message.getString(ClOrdID.FIELD);
        var order = books.orders.get(id);
        Message report;
        if (order == null) {
            report = report(
                    books,
                    id,
                    new Resting(withQuantity(message), BigDecimal.ZERO, BigDecimal.ZERO),
                    ExecType.ORDER_STATUS);
            report.setChar(OrdStatus.FIELD, OrdStatus.REJECTED);
            report.setInt(OrdRejReason.FIELD, OrdRejReason.UNKNOWN_ORDER);
        } else {
            report = report(books, id, order, ExecType.ORDER_STATUS);
        }
        report.setString(OrdStatusReqID.FIELD, message.getString(OrdStatusReqID.FIELD));
        send(client, report);
    }

    private static Message withQuantity(Message message) {
        message.setDecimal(OrderQty.FIELD, BigDecimal.ONE);
        return message;
    }

    private void onAll(SessionID client, Books books, Message message) throws FieldNotFound {
        List<Map.Entry<String, Resting>> open = books.orders.entrySet().stream()
                .filter(it -> it.getValue().open)
                .toList();
        for (int i = 0; i < open.size(); i++) {
            var report = report(books, open.get(i).getKey(), open.get(i).getValue(), ExecType.ORDER_STATUS);
            report.setString(MassStatusReqID.FIELD, message.getString(MassStatusReqID.FIELD));
            report.setInt(TotNumReports.FIELD, open.size());
            report.setBoolean(LastRptRequested.FIELD, i == open.size() - 1);
            send(client, report);
        }
        if (open.isEmpty()) {
            var report = new ExecutionReport();
            report.setString(OrderID.FIELD, "NONE");
            report.setString(ExecID.FIELD, "none-" + ++books.executions);
            report.setChar(ExecType.FIELD, ExecType.ORDER_STATUS);
            report.setChar(OrdStatus.FIELD, OrdStatus.REJECTED);
            report.setString(Symbol.FIELD, "NONE");
            report.setChar(Side.FIELD, Side.BUY);
            report.setDecimal(LeavesQty.FIELD, BigDecimal.ZERO);
            report.setDecimal(CumQty.FIELD, BigDecimal.ZERO);
            report.setDecimal(AvgPx.FIELD, BigDecimal.ZERO);
            report.setString(MassStatusReqID.FIELD, message.getString(MassStatusReqID.FIELD));
            report.setInt(TotNumReports.FIELD, 0);
            send(client, report);
        }
    }

    private static Message report(Books books, String id, Resting order, char type) {
        var report = new ExecutionReport();
        report.setString(OrderID.FIELD, "X" + id);
        report.setString(ClOrdID.FIELD, id);
        report.setString(ExecID.FIELD, "E" + ++books.executions);
        report.setChar(ExecType.FIELD, type);
        report.setChar(OrdStatus.FIELD, order.status);
        report.setString(Symbol.FIELD, order.symbol);
        report.setChar(Side.FIELD, order.side);
        report.setDecimal(OrderQty.FIELD, order.quantity);
        report.setDecimal(LeavesQty.FIELD, order.open ? order.leaves() : BigDecimal.ZERO);
        report.setDecimal(CumQty.FIELD, order.filled);
        report.setDecimal(AvgPx.FIELD, order.price);
        report.setUtcTimeStamp(TransactTime.FIELD, LocalDateTime.now(ZoneOffset.UTC), true);
        return report;
    }

    private static void reject(SessionID client, Message message, char what) throws FieldNotFound {
        var reject = new OrderCancelReject();
        reject.setString(OrderID.FIELD, "NONE");
        reject.setString(ClOrdID.FIELD, message.getString(ClOrdID.FIELD));
        reject.setString(OrigClOrdID.FIELD, message.getString(OrigClOrdID.FIELD));
        reject.setChar(OrdStatus.FIELD, OrdStatus.REJECTED);
        reject.setChar(CxlRejResponseTo.FIELD, what);
        reject.setString(Text.FIELD, "Nothing is left of it");
        send(client, reject);
    }

    private static void send(SessionID client, Message message) {
        try {
            Session.sendToTarget(message, client);
        } catch (SessionNotFound e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onCreate(SessionID client) {}

    @Override
    public void onLogon(SessionID client) {}

    @Override
    public void onLogout(SessionID client) {}

    @Override
    public void toAdmin(Message message, SessionID client) {}

    @Override
    public void fromAdmin(Message message, SessionID client) {}

    @Override
    public void toApp(Message message, SessionID client) {}
}
