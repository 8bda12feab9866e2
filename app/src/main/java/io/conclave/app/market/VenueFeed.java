package io.conclave.app.market;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.persistence.feed.LiveFeed;
import io.conclave.persistence.streams.Bus;
import io.conclave.venues.connection.ConnectionSettings;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.connection.Surroundings;
import io.conclave.venues.connection.VenueConnection;
import io.conclave.venues.marketdata.BookFeed;
import io.conclave.venues.marketdata.FeedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Puts what a venue tells of instruments on the bus, trades and bars, for the nodes that follow it. */
public final class VenueFeed implements AutoCloseable {
    /** Bars need not go out faster than that. */
    private static final long TICK_MILLIS = 250;

    /** Venues and lines are slower at a turbulent quarter-hour; a bar later than that would be no use. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int MOST_WAITING = 10_000;

    private final Surroundings world;
    private final Consumer<String> notes;
    private final List<Line> lines = new ArrayList<>();
    private final ScheduledFuture<?> ticks;

    /** What is followed: instruments of one venue, on bars of one length. */
    public record Plan(MarketVenue venue, List<Symbol> symbols, Duration interval) {
        public Plan {
            symbols = List.copyOf(symbols);
        }
    }

    private VenueFeed(Bus bus, Plan plan, Dialect dialect, Surroundings world, Consumer<String> notes) {
        this.world = world;
        this.notes = notes;
        for (var symbol : plan.symbols()) {
            var terms = new LiveFeed.Terms(symbol, plan.interval(), plan.venue().key(), GRACE, MOST_WAITING);
            var connection =
                    VenueConnection.open(dialect, plan.venue().listing(symbol), ConnectionSettings.standard(), world);
            lines.add(new Line(connection, LiveFeed.open(bus, terms, notes)));
        }
        this.ticks = world.thread()
                .scheduleAtFixedRate(() -> lines.forEach(Line::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Calls the venue, and publishes until it is closed.
     *
     * @param world its thread serves all connections
     * @param notes sentences for people: what a connection is about, and what keeps the bus from taking more
     */
    public static VenueFeed open(Bus bus, Plan plan, Dialect dialect, Surroundings world, Consumer<String> notes) {
        return new VenueFeed(bus, plan, dialect, world, notes);
    }

    /** One instrument, from its venue to the bus. */
    private final class Line implements BookFeed.Listener {
        private final VenueConnection connection;
        private final LiveFeed feed;

        Line(VenueConnection connection, LiveFeed feed) {
            this.connection = connection;
            this.feed = feed;
            var _ = connection.listen(this);
        }

        @Override
        public void onTrades(List<Trade> trades) {
            feed.trades(trades);
        }

        /** Without a book the line is not sound, and trades may be lost with what the book lost. */
        @Override
        public void onStatus(FeedStatus status) {
            notes.accept(connection.listing().symbol() + " " + status.state() + ": " + status.told());
            if (status.isLive()) {
                feed.heard(status.sinceNanos());
            } else {
                feed.unheard();
            }
        }

        void tick() {
            feed.time(nanos(world.clock().instant()), connection.status().isLive());
        }
    }

    private static long nanos(Instant now) {
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    /** Bars published. */
    public long bars() {
        return lines.stream().mapToLong(line -> line.feed.bars()).sum();
    }

    /** Completes when it is closed; fails when an instrument can be published no more. */
    public CompletionStage<?> ended() {
        return CompletableFuture.anyOf(lines.stream()
                .map(line -> line.feed.ended().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        ticks.cancel(false);
        for (var line : lines) {
            line.connection.close();
            line.feed.close();
        }
    }
}
