package io.conclave.venues.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.SharedData;
import io.conclave.venues.capture.CapturePlayer;
import io.conclave.venues.capture.CaptureReader;
import io.conclave.venues.capture.CapturedLine.Received;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten pairs on one socket, as Coinbase sent them. */
@Tag("shared-data")
class CoinbaseCaptureTest {
    private static final List<String> PAIRS = List.of(
            "SKL-USD",
            "SKL-BTC",
            "BAND-GBP",
            "NMR-EUR",
            "BAND-BTC",
            "YFI-BTC",
            "DASH-BTC",
            "NU-GBP",
            "CRV-EUR",
            "SKL-GBP");

    @Test
    void everyBookIsRebuiltAndHasTheBestPricesOfCoinbasesTicker() throws IOException {
        var lines = CaptureReader.read(SharedData.file("book/cryptofeed_COINBASE.ws.28.0.txt.gz"));
        var applied = new AtomicLong();
        var compared = new AtomicLong();

        for (var pair : PAIRS) {
            var sync = new CoinbaseExchangeSync(Listing.of(pair));
            var resyncs = new ArrayList<Resync>();
            var changes = new AtomicLong();
            var tickers = new AtomicLong();
            CapturePlayer.play(lines, sync, (line, outcome) -> {
                switch (outcome) {
                    case Applied _ -> changes.incrementAndGet();
                    case Resync resync -> resyncs.add(resync);
                    default -> {}
                }
                if (line instanceof Received(long _, String text) && isTicker(text, pair)) {
                    // The first answers the subscription, with the last trade and the best prices of its time.
                    if (tickers.incrementAndGet() == 1) {
                        return;
                    }
                    var ticker = Message.read(text);
                    var book = sync.book().orElseThrow();
                    compared.incrementAndGet();
                    assertThat(book.bestBid().orElseThrow().price()).isEqualTo(ticker.price("best_bid"));
                    assertThat(book.bestAsk().orElseThrow().price()).isEqualTo(ticker.price("best_ask"));
                }
            });
            assertThat(resyncs).extracting(Resync::reason).containsExactly(Reason.CONNECTED);
            applied.addAndGet(changes.get());
        }

        assertThat(applied).hasValue(9_719 + 10);
        assertThat(compared).hasValue(97);
    }

    private static boolean isTicker(String text, String pair) {
        return text.startsWith("{\"type\":\"ticker\"") && text.contains("\"product_id\":\"" + pair + "\"");
    }
}
