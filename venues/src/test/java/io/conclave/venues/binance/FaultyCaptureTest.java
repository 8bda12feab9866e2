package io.conclave.venues.binance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.testkit.SharedData;
import io.conclave.venues.capture.CaptureReader;
import io.conclave.venues.capture.CapturedLine;
import io.conclave.venues.capture.CapturedLine.Fetched;
import io.conclave.venues.capture.CapturedLine.Received;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recorded day on a bad connection, beside the same day undisturbed. */
@Tag("shared-data")
class FaultyCaptureTest {
    private static final Listing BTC = new Listing(new Symbol("BTC-USDT"), "BTCUSDT");
    private static final int SEEN = 20;

    private final Random dice = new Random(20240808);
    private final Map<Long, Depth> whole = new HashMap<>();
    private final Map<Reason, Integer> resyncs = new EnumMap<>(Reason.class);
    private int compared;

    @ParameterizedTest
    @CsvSource({
        "USD_MARGINED, hftbacktest_usdm_btcusdt_20240808.ndjson.gz",
        "SPOT, hftbacktest_spot_btcusdt_20240808.ndjson.gz"
    })
    void everyBookShownIsTheOneOfTheUndisturbedDay(Market market, String file) throws IOException {
        var undisturbed = new BinanceBookSync(market, BTC);
        var disturbed = new BinanceBookSync(market, BTC);
        long version = 0;
        String late = "";
        for (var line : differences(CaptureReader.read(SharedData.file("book/" + file)))) {
            if (line instanceof Fetched(long _, String _, String text)) {
                version = note(undisturbed.onSnapshot(text), undisturbed, version);
                check(disturbed.onSnapshot(text), disturbed, undisturbed, version);
            } else if (line instanceof Received(long _, String text)) {
                version = note(undisturbed.onFrame(text), undisturbed, version);
                int fault = dice.nextInt(100);
                if (fault >= 2 && fault != 4) {
                    check(
                            disturbed.onFrame(fault == 3 ? text.substring(0, 60) : text),
                            disturbed,
                            undisturbed,
                            version);
                }
                if (fault == 5) {
                    check(disturbed.onFrame(text), disturbed, undisturbed, version);
                }
                if (!late.isEmpty()) {
                    check(disturbed.onFrame(late), disturbed, undisturbed, version);
                }
                late = fault == 4 ? text : "";
            }
        }

        assertThat(resyncs.get(Reason.GAP)).isGreaterThan(50);
        assertThat(resyncs.get(Reason.UNREADABLE)).isGreaterThan(20);
        assertThat(compared).isGreaterThan(3_000);
    }

    private long note(Outcome outcome, BinanceBookSync undisturbed, long before) {
        if (outcome instanceof Applied(long version)) {
            whole.put(version, undisturbed.book().orElseThrow().depth(SEEN));
            return version;
        }
        return before;
    }

    private void check(Outcome outcome, BinanceBookSync disturbed, BinanceBookSync undisturbed, long version) {
        switch (outcome) {
            case Applied(long ours) -> {
                compared++;
                assertThat(disturbed.book().orElseThrow().depth(SEEN)).isEqualTo(whole.get(ours));
            }
            case Resync resync -> {
                resyncs.merge(resync.reason(), 1, Integer::sum);
                undisturbed
                        .book()
                        .ifPresent(book -> check(
                                disturbed.onSnapshot(answer(version, book.depth(Integer.MAX_VALUE))),
                                disturbed,
                                undisturbed,
                                version));
            }
            default -> {}
        }
    }

    /** What Binance would answer if it was asked now. */
    private static String answer(long version, Depth book) {
        return "{\"lastUpdateId\":%d,\"bids\":[%s],\"asks\":[%s]}"
                .formatted(version, pairs(book.bids()), pairs(book.asks()));
    }

    private static String pairs(List<BookLevel> levels) {
        return levels.stream()
                .map(it -> "[\"" + it.price() + "\",\"" + it.quantity() + "\"]")
                .collect(joining(","));
    }

    private static List<CapturedLine> differences(List<CapturedLine> lines) {
        return lines.stream()
                .filter(it -> !(it instanceof Received(long _, String text)) || text.contains("@depth"))
                .toList();
    }
}
