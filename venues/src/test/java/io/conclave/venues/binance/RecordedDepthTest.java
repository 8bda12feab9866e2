package io.conclave.venues.binance;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.conclave.orchestrator.execution.exchange.AccountTerms;
import io.conclave.orchestrator.execution.exchange.ExchangeCommand;
import io.conclave.orchestrator.execution.exchange.ExchangeTerms;
import io.conclave.orchestrator.execution.exchange.PaperExchange;
import io.conclave.testkit.SharedData;
import io.conclave.venues.capture.CapturePlayer;
import io.conclave.venues.capture.CaptureReader;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Binance displayed, as it was, with somebody of ours in it who trades on paper. */
@Tag("shared-data")
class RecordedDepthTest {
    private static final Symbol BTC = new Symbol("BTC-USDT");
    private static final Instrument TERMS =
            new Instrument(BTC, Price.of("0.1"), Quantity.of("0.001"), Money.of("5"), "USDT");
    private static final int DEPTH = 50;
    private static final int ORDER_AFTER = 3_000;

    private final List<Fill> fills = new ArrayList<>();
    private final PaperExchange exchange =
            new PaperExchange(ExchangeTerms.FREE, List.of(TERMS), (account, at, report) -> {
                if (report instanceof ExecutionReport.Traded traded && account.equals("ann")) {
                    fills.add(traded.fill());
                }
            });
    private Depth shown = new Depth(List.of(), List.of());
    private long now;
    private int states;
    private int different;

    @Test
    void theExchangeShowsWhatBinanceDidAndALargeOrderPaysWhatWasDisplayedLevelByLevel() throws IOException {
        exchange.accept(new ExchangeCommand.Open("ann", new AccountTerms.Cash(), Money.of("10000000"), 0));
        var sync = new BinanceBookSync(Market.USD_MARGINED, new Listing(BTC, "BTCUSDT"));
        var expected = new ArrayList<BookLevel>();

        CapturePlayer.play(
                CaptureReader.read(SharedData.file("book/hftbacktest_usdm_btcusdt_20240808.ndjson.gz")),
                sync,
                (line, outcome) -> {
                    now = Math.max(now + 1, line.atNanos());
                    if (outcome instanceof Outcome.Applied) {
                        show(sync.book().orElseThrow().depth(DEPTH));
                        if (states == ORDER_AFTER) {
                            expected.addAll(shown.asks().subList(0, 3));
                            buy(expected);
                        }
                    }
                });

        assertThat(states).isGreaterThan(6_000);
        assertThat(different).as("states that the exchange shows otherwise").isZero();
        assertThat(fills)
                .extracting(fill -> new BookLevel(fill.price(), fill.quantity()))
                .isEqualTo(expected);
        assertThat(exchange.holdings("ann").positions().get(BTC)).isEqualTo(sum(expected));
        assertThat(exchange.allHoldings().values().stream()
                        .map(holdings -> holdings.positions().getOrDefault(BTC, Quantity.ZERO))
                        .reduce(Quantity.ZERO, Quantity::plus))
                .isEqualTo(Quantity.ZERO);
    }

    /** Only what changed is told, as a venue tells it. */
    private void show(Depth next) {
        exchange.accept(new ExchangeCommand.Show(
                BTC, now, false, changed(shown.bids(), next.bids()), changed(shown.asks(), next.asks())));
        shown = next;
        states++;
        // What we bought from a level is back when the record speaks of that level again.
        boolean ours = !fills.isEmpty() && states < ORDER_AFTER + 100;
        if (!ours
                && !(exchange.levels(BTC, Side.BUY, DEPTH).equals(next.bids())
                        && exchange.levels(BTC, Side.SELL, DEPTH).equals(next.asks()))) {
            different++;
        }
    }

    private static List<BookLevel> changed(List<BookLevel> before, List<BookLevel> after) {
        var changed = new ArrayList<>(after);
        changed.removeAll(before);
        before.stream()
                .filter(level -> after.stream().noneMatch(other -> other.price().equals(level.price())))
                .forEach(gone -> changed.add(new BookLevel(gone.price(), Quantity.ZERO)));
        return changed;
    }

    private void buy(List<BookLevel> levels) {
        var order = new OrderTicket(
                new ClientOrderId("large"),
                BTC,
                Side.BUY,
                sum(levels),
                OrderTerms.market(),
                levels.getFirst().price(),
                now);
        exchange.accept(new ExchangeCommand.Submit("ann", order));
        exchange.accept(new ExchangeCommand.Pass(now));
    }

    private static Quantity sum(List<BookLevel> levels) {
        return levels.stream().map(BookLevel::quantity).reduce(Quantity.ZERO, Quantity::plus);
    }
}
