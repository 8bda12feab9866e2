package io.conclave.venues.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.testkit.SharedData;
import io.conclave.venues.capture.CapturePlayer;
import io.conclave.venues.capture.CaptureReader;
import io.conclave.venues.capture.CapturedLine;
import io.conclave.venues.capture.CapturedLine.Fetched;
import io.conclave.venues.capture.CapturedLine.Received;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Printed;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Binance sent on two days, rebuilt, and compared with the best prices it told itself. */
@Tag("shared-data")
class BinanceCaptureTest {

    @ParameterizedTest
    @CsvSource({
        "USD_MARGINED, hftbacktest_usdm_btcusdt_20240808.ndjson.gz, 503, 6546",
        "SPOT, hftbacktest_spot_btcusdt_20240808.ndjson.gz, 503, 3449"
    })
    void theBookHasBinancesOwnBestPricesWhereverItTellsThem(
            Market market, String file, int leastCompared, int leastApplied) throws IOException {
        var lines = CaptureReader.read(SharedData.file("book/" + file));
        var session = new Session(market, new Listing(new Symbol("BTC-USDT"), "BTCUSDT"));

        session.play(lines);

        assertThat(session.resyncs).isEmpty();
        assertThat(session.applied).isGreaterThanOrEqualTo(leastApplied);
        assertThat(session.compared).isGreaterThanOrEqualTo(leastCompared);
        assertThat(session.different).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NKNUSDT, 150, 19", "BLZETH, 10, 1", "LRCBTC, 14, 6", "RUNEEUR, 2, 0"})
    void eachOfSeveralPairsOnOneSocketIsRebuilt(String code, int applied, int compared) throws IOException {
        var lines = CaptureReader.readTogether(List.of(
                SharedData.file("book/cryptofeed_BINANCE.http.0.0.txt.gz"),
                SharedData.file("book/cryptofeed_BINANCE.ws.1.0.txt.gz")));
        var session = new Session(Market.SPOT, Listing.of(code));

        session.play(lines.stream()
                .filter(line ->
                        !(line instanceof Fetched fetched) || fetched.url().contains("symbol=" + code + "&"))
                .toList());

        assertThat(session.resyncs).extracting(Resync::reason).containsExactly(Reason.CONNECTED);
        assertThat(session.applied).isEqualTo(applied);
        assertThat(session.compared).isEqualTo(compared);
        assertThat(session.different).isEmpty();
    }

    /** One listener's day: the book after each of its versions, beside the best prices Binance told of the same version. */
    private static final class Session {
        private final Listing listing;
        private final BinanceBookSync sync;
        private final Map<Long, Depth> ours = new HashMap<>();
        private final Map<Long, Depth> theirs = new HashMap<>();
        private final List<Resync> resyncs = new ArrayList<>();
        private final List<String> different = new ArrayList<>();
        private int applied;
        private int trades;
        private int compared;

        Session(Market market, Listing listing) {
            this.listing = listing;
            this.sync = new BinanceBookSync(market, listing);
        }

        void play(List<CapturedLine> lines) {
            CapturePlayer.play(lines, sync, (line, outcome) -> {
                switch (outcome) {
                    case Applied(long version) -> {
                        applied++;
                        ours.put(version, sync.book().orElseThrow().depth(1));
                    }
                    case Resync resync -> resyncs.add(resync);
                    case Printed _ -> trades++;
                    default -> {}
                }
                if (line instanceof Received(long _, String text)) {
                    noteTicker(text);
                }
            });
            theirs.forEach((version, best) -> {
                if (ours.containsKey(version)) {
                    compared++;
                    if (!best.equals(ours.get(version))) {
                        different.add(version + ": " + best + " " + ours.get(version));
                    }
                }
            });
        }

        private void noteTicker(String text) {
            var message = Message.read(text);
            if (message.textIfAny("stream").orElse("").endsWith("@bookTicker")) {
                var data = message.part("data");
                if (data.text("s").equals(listing.code())) {
                    theirs.put(
                            data.whole("u"),
                            new Depth(
                                    List.of(new BookLevel(data.price("b"), data.quantity("B"))),
                                    List.of(new BookLevel(data.price("a"), data.quantity("A")))));
                }
            }
        }
    }
}
