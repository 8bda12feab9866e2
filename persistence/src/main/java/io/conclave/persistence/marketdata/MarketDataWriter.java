package io.conclave.persistence.marketdata;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Trade;
import io.conclave.persistence.ingest.BatchWriter;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.ingest.Sink;
import io.conclave.persistence.ingest.Written;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * Puts bars and trades into {@code market_data}, many at a time.
 *
 * <p>What is there already changes nothing: a trade is known by symbol, moment and id, a bar by symbol, close and length.
 * The first that came stays, for something may have been decided upon it. Stages complete and fail as those of
 * {@link BatchWriter#offer(List)}: completed, all of it is on disk.
 */
public final class MarketDataWriter implements AutoCloseable {
    private final BatchWriter<MarketRow> writer;
    private final Optional<HikariDataSource> own;

    /** A writer with a connection of its own, which ends with it. */
    public static MarketDataWriter open(JournalConfig journal, IngestSettings settings, InstantSource clock) {
        var pool = IngestPool.open(journal, 1);
        return new MarketDataWriter(
                BatchWriter.start("market data", pool, sink(journal.kind(), clock), settings), Optional.of(pool));
    }

    /**
     * @param ingest connections for writers, from {@link IngestPool}; stays open
     * @param clock says when a row came in
     */
    public static MarketDataWriter start(
            DataSource ingest, JournalKind kind, IngestSettings settings, InstantSource clock) {
        return new MarketDataWriter(
                BatchWriter.start("market data", ingest, sink(kind, clock), settings), Optional.empty());
    }

    private MarketDataWriter(BatchWriter<MarketRow> writer, Optional<HikariDataSource> own) {
        this.writer = writer;
        this.own = own;
    }

    private static Sink<MarketRow> sink(JournalKind kind, InstantSource clock) {
        return switch (kind) {
            case H2 -> new InsertSink(clock);
            case POSTGRES -> new CopySink(clock);
        };
    }

    /** Hands bars over without waiting; refused when too many rows wait. */
    public CompletionStage<Void> offerBars(List<Bar> bars) {
        return writer.offer(rowsOfBars(bars));
    }

    /** Hands trades over without waiting; refused when too many rows wait. */
    public CompletionStage<Void> offerTrades(List<Trade> trades) {
        return writer.offer(rowsOfTrades(trades));
    }

    /** Waits for room, for whoever can be slowed down. */
    public CompletionStage<Void> putBars(List<Bar> bars) throws InterruptedException {
        return writer.put(rowsOfBars(bars));
    }

    /** Waits for room, for whoever can be slowed down. */
    public CompletionStage<Void> putTrades(List<Trade> trades) throws InterruptedException {
        return writer.put(rowsOfTrades(trades));
    }

    /** What was written since the start. */
    public Written written() {
        return writer.written();
    }

    /** What the database said when it failed last, until it works again. */
    public Optional<String> trouble() {
        return writer.trouble();
    }

    /** Rows that are not safe yet. */
    public int waitingRows() {
        return writer.waitingRows();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        writer.close();
        own.ifPresent(HikariDataSource::close);
    }

    private static List<MarketRow> rowsOfBars(List<Bar> bars) {
        return bars.stream().<MarketRow>map(MarketRow.OfBar::new).toList();
    }

    private static List<MarketRow> rowsOfTrades(List<Trade> trades) {
        return trades.stream().<MarketRow>map(MarketRow.OfTrade::new).toList();
    }
}
