package io.conclave.persistence.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.MarketTape;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.agents.analyst.NewsItem;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.news.NewsStore;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.DeadLetter;
import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.StreamName;
import io.conclave.testkit.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A market that comes over the bus into the database and from there onto the tape. */
@SuppressWarnings("NullAway.Init") // set before each test
class MarketTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol ETH = new Symbol("ETH-USD");
    private static final Duration INTERVAL = Duration.ofMinutes(15);
    private static final long STEP = INTERVAL.toNanos();
    private static final NewsArchive NEWS = NewsArchive.of(List.of(
            NewsItem.of(STEP / 2, STEP, "wire", "Known at the first close", "", List.of(BTC)),
            NewsItem.of(STEP, 3 * STEP + 7, "wire", "Known in the fourth bar", "…", List.of(BTC, ETH))));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Bus bus;
    private TestJournal journal;

    @BeforeEach
    void aBus() {
        bus = Bus.open(ConfigFactory.load());
    }

    @AfterEach
    void close() {
        bus.close();
        if (journal != null) {
            journal.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPlayedIsOnTheTapeAsItWasRecorded(JournalKind kind) throws Exception {
        journal = TestJournal.fresh(kind, folder);
        var recorded = wave(BTC, ETH);
        try (var market = open(BTC, ETH)) {
            play(recorded);
            Patience.until("the tape is closed", () -> market.tape().isClosed());

            assertThat(market.isRecorded()).isTrue();
            assertSame(market.tape(), recorded);
            assertThat(new NewsStore(journal.database()).items(BTC, 0, Long.MAX_VALUE))
                    .isEqualTo(NEWS.items(BTC, 0, Long.MAX_VALUE));
        }
    }

    @Test
    void playedAgainNothingChangesAndAfterARestartTheTapeIsThere() throws Exception {
        journal = TestJournal.fresh(JournalKind.H2, folder);
        var recorded = wave(BTC);
        try (var market = open(BTC)) {
            play(recorded);
            Patience.until("the tape is closed", () -> market.tape().isClosed());
        }
        bus.close();
        bus = Bus.open(ConfigFactory.load());
        try (var market = open(BTC)) {
            assertSame(market.tape(), recorded);
            play(recorded);
            Patience.until(
                    "the bars are acknowledged",
                    () -> bus.metrics(StreamName.BARS)
                                    .group("intake")
                                    .orElseThrow()
                                    .acknowledged()
                            > recorded.closings().size());

            assertSame(market.tape(), recorded);
        }
    }

    @Test
    void aBarWaitsForItsTradesAndItsNewsAndTheBarBeforeIt() throws Exception {
        journal = TestJournal.fresh(JournalKind.H2, folder);
        var trades = List.of(trade("a", 5, "100"), trade("b", STEP, "101"));
        var item = NewsItem.of(1, 2, "wire", "First", "", List.of(BTC));
        var first = new BarItem(bar(0), Optional.of(2), 0, List.of(item.id()), Optional.empty(), false);
        var second = new BarItem(bar(1), Optional.empty(), STEP, List.of(), Optional.of(STEP), false);
        try (var market = open(BTC)) {
            publish(StreamName.BARS, second.toItem());
            publish(StreamName.BARS, first.toItem());
            publish(StreamName.TRADES, new TradesItem(trades.subList(0, 1)).toItem());
            publish(StreamName.NEWS, NewsBody.toItem(item));
            Patience.until(
                    "news and trades are acknowledged",
                    () -> bus.metrics(StreamName.NEWS)
                                            .group("intake")
                                            .orElseThrow()
                                            .acknowledged()
                                    == 1
                            && bus.metrics(StreamName.TRADES)
                                            .group("intake")
                                            .orElseThrow()
                                            .acknowledged()
                                    == 1);
            assertThat(market.tape().closings()).isEmpty();

            publish(StreamName.TRADES, new TradesItem(trades.subList(1, 2)).toItem());
            Patience.until(
                    "there are 2 closings", () -> market.tape().closings().size() == 2);

            assertThat(market.tape().closings()).containsExactly(STEP, 2 * STEP);
            assertThat(market.tape().path(BTC, 0, STEP)).hasSize(2);
        }
    }

    @Test
    void anEndBeforeTheLastBarIsNotBelieved() throws Exception {
        journal = TestJournal.fresh(JournalKind.H2, folder);
        var tails = new java.util.TreeMap<>(java.util.Map.of(BTC, new EndItem.Tail(STEP, 2 * STEP, 0)));
        try (var market = open(BTC)) {
            publish(StreamName.BARS, new EndItem(2 * STEP, tails).toItem());
            publish(StreamName.BARS, plain(bar(0)).toItem());
            Patience.until(
                    "there are 1 closings", () -> market.tape().closings().size() == 1);
            assertThat(market.tape().isClosed()).isFalse();

            publish(StreamName.BARS, plain(bar(1)).toItem());
            Patience.until("the tape is closed", () -> market.tape().isClosed());

            assertThat(market.tape().closings()).hasSize(2);
        }
    }

    @Test
    void whoeverPacesAPlayerIsAskedBeforeEachClosingAndOnceMoreBeforeItsBars() throws Exception {
        var asked = new ArrayList<String>();
        var closings = new Player.Pacing() {
            @Override
            public void beforeClosing(long closingNanos) {
                asked.add(published(StreamName.TRADES) + " trades");
            }

            @Override
            public void beforeBars(long closingNanos) {
                asked.add(published(StreamName.TRADES) + " trades, " + published(StreamName.BARS) + " bars");
            }

            private long published(StreamName stream) {
                return bus.metrics(stream).published();
            }
        };

        new Player(bus, wave(BTC).truncatedAt(3 * STEP), NEWS, symbol -> "made", trouble -> {}).play(closings);

        assertThat(asked)
                .containsExactly(
                        "0 trades", "1 trades, 0 bars", "1 trades", "2 trades, 1 bars", "2 trades", "3 trades, 2 bars");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        BARS   | nonsense                                                           | is no JSON
        BARS   | [1,2]                                                              | is no JSON object
        BARS   | {"symbol":"BTC-USD"}                                               | "open_at" is missing
        BARS   | {"symbol":"BTC-USD","open_at":"today"}                             | "open_at" cannot be read
        BARS   | {"end":true}                                                       | "at" is missing
        TRADES | {"symbol":"BTC-USD","trades":[]}                                   | must hold 1 to 512 trades, not 0
        TRADES | {"symbol":"BTC-USD","trades":[{"id":"1"}]}                         | "quantity" is missing
        TRADES | {"symbol":"BTC-USD","trades":[{"id":"1","quantity":1}]}            | "quantity" must be a text
        TRADES | {"symbol":"BTC-USD","trades":[{"id":"1","quantity":"0"}]}          | "quantity" must be positive
        NEWS   | {"id":"1"}                                                         | "published_at" is missing
        """)
    void whatIsNoItemOfItsStreamIsADeadLetterThatSaysWhy(StreamName stream, String body, String why) throws Exception {
        journal = TestJournal.fresh(JournalKind.H2, folder);
        try (var market = open(BTC)) {
            publish(stream, Item.of("bad", body));
            Patience.until("one item is put aside", () -> !bus.dead(stream, 10).isEmpty());
            publish(StreamName.BARS, plain(bar(0)).toItem());
            Patience.until(
                    "there are 1 closings", () -> market.tape().closings().size() == 1);

            assertThat(bus.dead(stream, 10))
                    .singleElement()
                    .extracting(DeadLetter::reason)
                    .asString()
                    .contains(why);
        }
    }

    @Test
    void aClosingIsShownWhenEveryInstrumentHasItsBar() throws Exception {
        journal = TestJournal.fresh(JournalKind.H2, folder);
        try (var market = open(BTC, ETH)) {
            publish(StreamName.BARS, plain(bar(0)).toItem());
            Patience.until(
                    "the bar is acknowledged",
                    () -> bus.metrics(StreamName.BARS)
                                    .group("intake")
                                    .orElseThrow()
                                    .acknowledged()
                            == 1);
            assertThat(market.tape().closings()).isEmpty();

            publish(StreamName.BARS, plain(bar(ETH, 0)).toItem());
            Patience.until(
                    "there are 1 closings", () -> market.tape().closings().size() == 1);

            assertThat(market.tape().barClosingAt(BTC, STEP)).isPresent();
            assertThat(market.tape().barClosingAt(ETH, STEP)).isPresent();
        }
    }

    private Market open(Symbol... symbols) {
        var instruments =
                java.util.Arrays.stream(symbols).map(MarketTest::instrument).toList();
        return Market.open(
                journal.config(),
                journal.database(),
                bus,
                IngestSettings.from(ConfigFactory.load()),
                new Market.Terms("test", instruments, INTERVAL, Long.MIN_VALUE, Duration.ZERO, Duration.ZERO));
    }

    private void play(RecordedTape tape) throws InterruptedException {
        new Player(bus, tape, NEWS, _ -> "made", trouble -> {}).play(0);
    }

    private void publish(StreamName stream, Item item) {
        bus.publish(stream, item).toCompletableFuture().join();
    }

    private static void assertSame(MarketTape tape, RecordedTape recorded) {
        assertThat(tape.closings()).isEqualTo(recorded.closings());
        for (var symbol : recorded.symbols()) {
            assertThat(tape.bars(symbol, Long.MAX_VALUE, 1_000))
                    .isEqualTo(recorded.bars(symbol, Long.MAX_VALUE, 1_000));
            assertThat(tape.path(symbol, Long.MIN_VALUE, Long.MAX_VALUE))
                    .isEqualTo(recorded.path(symbol, Long.MIN_VALUE, Long.MAX_VALUE));
        }
    }

    /** Eight bars with a silence in between, a trade at the very close, one at the open after the silence, two at the end. */
    private static RecordedTape wave(Symbol... symbols) {
        var tape = RecordedTape.ofTrades(INTERVAL);
        for (Symbol symbol : symbols) {
            tape.instrument(instrument(symbol));
            for (int bar : new int[] {0, 1, 2, 4, 5, 6, 7}) {
                tape.trade(symbol, bar * STEP, (100 + bar) * E8.ONE, E8.ONE);
                tape.trade(symbol, bar * STEP + STEP / 2, (101 + bar) * E8.ONE, 2 * E8.ONE);
            }
            tape.trade(symbol, 8 * STEP, 99 * E8.ONE, E8.ONE);
            tape.trade(symbol, 8 * STEP + 5, 98 * E8.ONE, E8.ONE);
        }
        return tape.build();
    }

    private static Instrument instrument(Symbol symbol) {
        return new Instrument(symbol, Price.of("0.01"), Quantity.of("0.0001"), Money.of("1"), "USD");
    }

    private static Trade trade(String id, long at, String price) {
        return new Trade(BTC, id, at, Price.of(price), Quantity.of("1"));
    }

    private static BarItem plain(Bar bar) {
        return new BarItem(bar, Optional.empty(), bar.openNanos(), List.of(), Optional.empty(), false);
    }

    private static Bar bar(int number) {
        return bar(BTC, number);
    }

    private static Bar bar(Symbol symbol, int number) {
        return new Bar(
                symbol,
                number * STEP,
                (number + 1) * STEP,
                Price.of("100"),
                Price.of("102"),
                Price.of("99"),
                Price.of("101"),
                Quantity.of("3"));
    }
}
