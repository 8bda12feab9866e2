package io.conclave.persistence.feed;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Instrument;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.marketdata.MarketDataStore;
import io.conclave.persistence.marketdata.MarketDataWriter;
import io.conclave.persistence.news.NewsStore;
import io.conclave.persistence.streams.Bus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * The market of a node: what comes over the bus is stored, and what is stored, whoever brought it, is on the tape. Of several
 * nodes one takes in, and all follow.
 *
 * <p>The truth is in the database: opened again, the tape is what it was, and goes on. Close it after the engine that reads
 * the tape, and before the bus and the database.
 */
public final class Market implements AutoCloseable {
    private final HikariDataSource connections;
    private final MarketDataWriter trades;
    private final MarketDataWriter bars;
    private final LiveTape tape;
    private final DataSource database;
    private final Terms terms;
    private final List<Runnable> intakes = new CopyOnWriteArrayList<>();

    /**
     * What is followed.
     *
     * @param node names whoever takes in on the bus: what one of that name held when it ended comes to the next at once
     * @param instruments one or more
     * @param length of the bars that are decided on
     * @param fromNanos what was known then or earlier is not read, UTC epoch nanoseconds
     * @param stragglers how long a closing waits for instruments that have no bar yet; zero for as long as it takes
     * @param barPatience how long a bar waits for its trades and news before it is refused; zero for as long as it takes
     */
    public record Terms(
            String node,
            List<Instrument> instruments,
            Duration length,
            long fromNanos,
            Duration stragglers,
            Duration barPatience) {
        public Terms {
            instruments = List.copyOf(instruments);
            if (instruments.isEmpty()) {
                throw new IllegalArgumentException(
                        "A market needs an instrument: name one in conclave.run.instruments");
            }
        }

        /** Names the feed, not what it has brought so far: a run that goes on must follow the same. */
        public String feedId() {
            return "feed " + length + " of "
                    + String.join(
                            " ",
                            instruments.stream()
                                    .map(instrument -> instrument.symbol().name())
                                    .sorted()
                                    .toList());
        }
    }

    /**
     * Puts what is stored on the tape, and begins to take in.
     *
     * @param database migrated; stays open
     * @throws IllegalStateException if the database cannot be read
     */
    public static Market open(
            JournalConfig journal, DataSource database, Bus bus, IngestSettings settings, Terms terms) {
        var market = follow(journal, database, settings, terms);
        var _ = market.takeIn(bus);
        return market;
    }

    /**
     * Puts what is stored on the tape, and takes nothing in yet.
     *
     * @param database migrated; stays open
     * @throws IllegalStateException if the database cannot be read
     */
    public static Market follow(JournalConfig journal, DataSource database, IngestSettings settings, Terms terms) {
        var market = new Market(journal, database, settings, terms);
        market.tape.start();
        return market;
    }

    private Market(JournalConfig journal, DataSource database, IngestSettings settings, Terms terms) {
        this.terms = terms;
        this.database = database;
        this.connections = IngestPool.open(journal, 2);
        this.trades = MarketDataWriter.start(connections, journal.kind(), settings, InstantSource.system());
        this.bars = MarketDataWriter.start(connections, journal.kind(), settings, InstantSource.system());
        this.tape = new LiveTape(
                new MarketDataStore(database),
                new FeedLog(database),
                new LiveTape.Terms(
                        terms.feedId(), terms.instruments(), terms.length(), terms.fromNanos(), terms.stragglers()));
    }

    /**
     * Takes in what comes over the bus. Nothing is lost if two nodes do: what comes twice is stored once.
     *
     * @return ends it: what is not stored by then comes again to whoever takes in next; run again it does nothing
     */
    public Runnable takeIn(Bus bus) {
        var queue = new BarQueue(
                new MarketDataStore(database),
                bars,
                new StoredNews(database),
                new FeedLog(database),
                terms.barPatience(),
                tape::wake);
        var intake = new Intake(trades, new NewsStore(database), queue);
        queue.start();
        intake.start(bus, terms.node());
        var ended = new AtomicBoolean();
        Runnable end = () -> {
            if (!ended.getAndSet(true)) {
                intake.close();
                queue.close();
            }
        };
        intakes.add(end);
        return end;
    }

    /** Grows while this is open; closed when the feed has ended. */
    public MarketTape tape() {
        return tape;
    }

    /** Whether the feed is played from a recording, so that the age of its bars means nothing. */
    public boolean isRecorded() {
        return tape.isRecorded();
    }

    @Override
    public void close() {
        intakes.forEach(Runnable::run);
        tape.close();
        trades.close();
        bars.close();
        connections.close();
    }
}
