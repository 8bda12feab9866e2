package io.conclave.persistence.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.agents.GrowingTape;
import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.ingest.RowRefusedException;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.tape.BitstampTape;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MarketDataTest {
    private static final Symbol BTC = BitstampTape.BTC_USD.symbol();
    private static final Symbol ETH = new Symbol("ETH-USD");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @ParameterizedTest
    @EnumSource
    void theBundledWeekComesBackAsTheVeryTapeThatWasRecorded(JournalKind kind, @TempDir Path folder) throws Exception {
        var recording = BitstampTape.read(QUARTER);
        var recorded = recording.tape();
        var trades = recorded.trades(BTC, recording.report().sha256().substring(0, 16));
        var bars = recorded.bars(BTC, Long.MAX_VALUE, Integer.MAX_VALUE);
        try (var market = Market.fresh(kind, folder)) {
            // As a feed may bring it: out of order, and some of it twice.
            var lots = shuffledLots(trades);
            for (var lot : lots) {
                market.stages.add(market.writer.putTrades(lot));
            }
            market.stages.add(market.writer.putTrades(lots.getFirst()));
            market.stages.add(market.writer.putBars(bars));
            market.await();
            assertThat(market.writer.written().added()).isEqualTo(trades.size() + bars.size());

            var fromTable = market.store.trades(BTC, Long.MIN_VALUE, Long.MAX_VALUE);
            assertThat(fromTable).isEqualTo(trades);
            assertThat(RecordedTape.ofTrades(BitstampTape.BTC_USD, QUARTER, fromTable)
                            .id())
                    .isEqualTo(recorded.id());
            assertThat(market.store.bars(BTC, QUARTER, Long.MIN_VALUE, Long.MAX_VALUE))
                    .isEqualTo(bars);
            playsAs(recorded, market.store);
        }
    }

    /** Bar by bar, as a live run reads it. */
    private static void playsAs(RecordedTape recorded, MarketDataStore store) {
        var growing = GrowingTape.of("week", List.of(BitstampTape.BTC_USD));
        long read = Long.MIN_VALUE;
        long before = 0;
        for (var bar : store.bars(BTC, QUARTER, Long.MIN_VALUE, Long.MAX_VALUE)) {
            growing.append(store.trades(BTC, read, bar.closeNanos()));
            growing.append(bar);
            read = bar.closeNanos();
            assertThat(growing.path(BTC, before, read)).isEqualTo(recorded.path(BTC, before, read));
            before = read;
        }
        assertThat(growing.closings()).isEqualTo(recorded.closings());
        assertThat(growing.bars(BTC, Long.MAX_VALUE, 9_999)).isEqualTo(recorded.bars(BTC, Long.MAX_VALUE, 9_999));
    }

    private static List<List<Trade>> shuffledLots(List<Trade> trades) {
        var lots = new ArrayList<List<Trade>>();
        for (int from = 0; from < trades.size(); from += 512) {
            lots.add(trades.subList(from, Math.min(trades.size(), from + 512)));
        }
        Collections.shuffle(lots, new Random(7));
        return lots;
    }

    @ParameterizedTest
    @EnumSource
    void tradesOfOneMomentComeBackInTheOrderOfTheirOrdinals(JournalKind kind, @TempDir Path folder) throws Exception {
        var trades = IntStream.range(0, 120)
                .mapToObj(i -> trade("f00:" + i, 50, i + 1))
                .toList();
        try (var market = Market.fresh(kind, folder)) {
            var shuffled = new ArrayList<>(trades);
            Collections.shuffle(shuffled, new Random(3));
            market.stages.add(market.writer.offerTrades(shuffled));
            market.await();

            assertThat(market.store.trades(BTC, 49, 50)).isEqualTo(trades);
            assertThat(market.store.trades(BTC, 50, 99)).isEmpty();
            assertThat(market.store.trades(ETH, 0, 99)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstThatCameStays(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var market = Market.fresh(kind, folder)) {
            market.stages.add(market.writer.offerTrades(List.of(trade("1", 50, 10))));
            market.stages.add(market.writer.offerBars(List.of(bar(0, 60, 10))));
            market.await();
            market.stages.add(market.writer.offerTrades(List.of(trade("1", 50, 11), trade("2", 50, 12))));
            market.stages.add(market.writer.offerBars(List.of(bar(0, 60, 11))));
            market.await();

            assertThat(market.store.trades(BTC, 0, 99)).containsExactly(trade("1", 50, 10), trade("2", 50, 12));
            assertThat(market.store.bars(BTC, Duration.ofNanos(60), 0, 99)).containsExactly(bar(0, 60, 10));
            assertThat(market.writer.written().known()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void barsOfDifferentLengthsAreKeptApart(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var market = Market.fresh(kind, folder)) {
            market.stages.add(market.writer.offerBars(List.of(bar(0, 60, 10), bar(30, 60, 11), bar(60, 90, 12))));
            market.await();

            assertThat(market.store.bars(BTC, Duration.ofNanos(30), 0, 99))
                    .containsExactly(bar(30, 60, 11), bar(60, 90, 12));
            assertThat(market.store.latest(BTC, Duration.ofNanos(60), 99)).contains(bar(0, 60, 10));
            assertThat(market.store.latest(BTC, Duration.ofNanos(60), 59)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tradesThatABarStillWaitsForAreCounted(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var market = Market.fresh(kind, folder)) {
            market.stages.add(market.writer.offerTrades(
                    List.of(trade("1", 10, 5), trade("2", 11, 5), trade("3", 20, 5), trade("4", 21, 5))));
            market.await();

            assertThat(market.store.missing(BTC, 10, 20, 2)).isZero();
            assertThat(market.store.missing(BTC, 10, 20, 5)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTradeThatCannotBeStoredIsNamedAndTheOthersAreStored(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var market = Market.fresh(kind, folder)) {
            var bad = market.writer.offerTrades(
                    List.of(trade("1", 10, 5), trade("x".repeat(129), 11, 5), trade("tab\there\\", 12, 5)));

            assertThatThrownBy(() -> bad.toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(RowRefusedException.class)
                    .hasMessageContaining("xxx of BTC-USD at 1970-01-01T00:00:00.000000011Z cannot be stored");
            assertThat(market.store.trades(BTC, 0, 99)).extracting(Trade::id).containsExactly("1", "tab\there\\");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSmallestAndTheLargestOfPricesComeBackExactly(JournalKind kind, @TempDir Path folder) throws Exception {
        var largest = 92_233_720_368_54775807L;
        var odd = new ArrayList<Trade>();
        for (long e8 : new long[] {1, 10, 99_999_999, 100_000_000, 100_000_001, 123_456_789_01L, largest}) {
            odd.add(new Trade(BTC, "p" + e8, e8, new Price(e8), new Quantity(largest - e8)));
        }
        try (var market = Market.fresh(kind, folder)) {
            market.stages.add(market.writer.offerTrades(odd));
            market.await();

            assertThat(market.store.trades(BTC, 0, Long.MAX_VALUE)).isEqualTo(odd);
            // Known now, so they go the other way into the table.
            market.stages.add(market.writer.offerTrades(odd));
            market.await();
            assertThat(market.writer.written().known()).isEqualTo(odd.size());
        }
    }

    // ---- helpers

    private static Trade trade(String id, long at, long e8) {
        return new Trade(BTC, id, at, new Price(e8), new Quantity(e8));
    }

    private static Bar bar(long opened, long closed, long e8) {
        return new Bar(
                BTC,
                opened,
                closed,
                new Price(e8),
                new Price(e8 + 3),
                new Price(e8 - 1),
                new Price(e8 + 1),
                new Quantity(e8));
    }

    /** A migrated database with a writer and a reader. */
    private record Market(
            TestJournal journal,
            HikariDataSource ingest,
            MarketDataWriter writer,
            MarketDataStore store,
            List<CompletionStage<Void>> stages)
            implements AutoCloseable {

        static Market fresh(JournalKind kind, Path folder) {
            var journal = TestJournal.fresh(kind, folder);
            var ingest = IngestPool.open(journal.config(), 1);
            var settings = IngestSettings.from(ConfigFactory.load());
            return new Market(
                    journal,
                    ingest,
                    MarketDataWriter.start(ingest, kind, settings, InstantSource.system()),
                    new MarketDataStore(journal.database()),
                    new ArrayList<>());
        }

        void await() throws Exception {
            for (var stage : stages) {
                stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
            stages.clear();
        }

        @Override
        public void close() {
            writer.close();
            ingest.close();
            journal.close();
        }
    }
}
