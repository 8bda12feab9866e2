package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An exchange with an instrument of ticks and lots of one, and what it said, in words. */
final class Scene {
    static final Symbol OIL = new Symbol("OIL");
    static final Instrument TERMS = new Instrument(OIL, Price.of("1"), Quantity.of("1"), Money.ZERO, "USD");

    final PaperExchange exchange;
    private final List<String> said = new ArrayList<>();
    private long now;

    Scene(ExchangeTerms terms) {
        exchange = new PaperExchange(terms, List.of(TERMS), (account, at, report) -> said.add(words(account, report)));
        cash("ann", "100000");
        cash("bob", "100000");
    }

    /** What was said since the last look. */
    List<String> said() {
        var since = List.copyOf(said);
        said.clear();
        return since;
    }

    /** Does something, and forgets what was said of it. */
    Scene given(Runnable before) {
        before.run();
        said.clear();
        return this;
    }

    // ---- time, which goes on by one with everything that happens

    void at(long nanos) {
        now = nanos;
    }

    long now() {
        return now;
    }

    // ---- accounts

    void cash(String account, String cash) {
        exchange.accept(new ExchangeCommand.Open(account, new AccountTerms.Cash(), Money.of(cash), now));
    }

    void margin(String account, String cash, AccountTerms.Margin terms) {
        exchange.accept(new ExchangeCommand.Open(account, terms, Money.of(cash), now));
    }

    String position(String account) {
        return exchange.holdings(account)
                .positions()
                .getOrDefault(OIL, Quantity.ZERO)
                .toString();
    }

    /** Of everybody, the market and the house too. */
    Holdings holdings(String account) {
        return Optional.ofNullable(exchange.allHoldings().get(account)).orElseThrow();
    }

    String money(String account) {
        return exchange.holdings(account).cash().toString();
    }

    // ---- orders; each arrives, at one moment later than everything before it

    void buy(String account, String id, int lots, OrderTerms terms) {
        send(account, id, Side.BUY, lots, terms);
    }

    void sell(String account, String id, int lots, OrderTerms terms) {
        send(account, id, Side.SELL, lots, terms);
    }

    private void send(String account, String id, Side side, int lots, OrderTerms terms) {
        now++;
        exchange.accept(new ExchangeCommand.Submit(account, ticket(id, side, lots, terms)));
        exchange.accept(new ExchangeCommand.Pass(now));
    }

    void cancel(String account, String id) {
        now++;
        exchange.accept(new ExchangeCommand.Cancel(account, new ClientOrderId(id), now));
        exchange.accept(new ExchangeCommand.Pass(now));
    }

    void replace(String account, String id, String by, Side side, int lots, OrderTerms terms) {
        now++;
        exchange.accept(new ExchangeCommand.Replace(account, new ClientOrderId(id), ticket(by, side, lots, terms)));
        exchange.accept(new ExchangeCommand.Pass(now));
    }

    OrderTicket ticket(String id, Side side, int lots, OrderTerms terms) {
        return new OrderTicket(new ClientOrderId(id), OIL, side, Quantity.of("" + lots), terms, Price.of("100"), now);
    }

    static OrderTerms limit(int price) {
        return OrderTerms.limit(price(price));
    }

    static Price price(int price) {
        return Price.of("" + price);
    }

    // ---- the market

    /** A price, and nothing is known of how much. */
    void print(int price) {
        exchange.accept(ExchangeCommand.Print.of(OIL, ++now, price(price)));
    }

    /** Somebody of the market buys or sells so much. */
    void print(Side taker, int price, int lots) {
        exchange.accept(new ExchangeCommand.Print(
                OIL, ++now, price(price), Optional.of(Quantity.of("" + lots)), Optional.of(taker)));
    }

    /** All the market displays: prices and lots in turns, bids first. */
    void book(List<BookLevel> bids, List<BookLevel> asks) {
        exchange.accept(new ExchangeCommand.Show(OIL, ++now, true, bids, asks));
    }

    void bid(int price, int lots) {
        exchange.accept(new ExchangeCommand.Show(OIL, ++now, false, levels(price, lots), List.of()));
    }

    void ask(int price, int lots) {
        exchange.accept(new ExchangeCommand.Show(OIL, ++now, false, List.of(), levels(price, lots)));
    }

    static List<BookLevel> levels(int... priceAndLots) {
        var levels = new ArrayList<BookLevel>();
        for (int i = 0; i < priceAndLots.length; i += 2) {
            levels.add(new BookLevel(price(priceAndLots[i]), Quantity.of("" + priceAndLots[i + 1])));
        }
        return levels;
    }

    private static String words(String account, ExecutionReport report) {
        return account + " "
                + switch (report) {
                    case ExecutionReport.Accepted accepted -> accepted.order() + " accepted";
                    case ExecutionReport.Rejected rejected -> rejected.order() + " refused: " + rejected.why();
                    case ExecutionReport.Traded traded -> words(traded.fill());
                    case ExecutionReport.Cancelled cancelled -> cancelled.order() + " cancelled";
                    case ExecutionReport.Expired expired -> expired.order() + " expired";
                    case ExecutionReport.Replaced replaced -> replaced.order() + " replaced by " + replaced.by();
                    case ExecutionReport.CancelRejected rejected ->
                        rejected.order() + " not cancelled: " + rejected.why();
                    case ExecutionReport.ReplaceRejected rejected ->
                        rejected.order() + " not replaced: " + rejected.why();
                };
    }

    private static String words(Fill fill) {
        var fee = fill.fee().signum() == 0 ? "" : ", fee " + fill.fee();
        return fill.order() + (fill.side() == Side.BUY ? " buys " : " sells ") + fill.quantity() + " at " + fill.price()
                + fee;
    }
}
