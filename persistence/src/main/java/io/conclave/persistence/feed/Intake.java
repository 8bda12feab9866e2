package io.conclave.persistence.feed;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.domain.market.Trade;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.persistence.marketdata.MarketDataWriter;
import io.conclave.persistence.news.NewsStore;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.ConsumerSettings;
import io.conclave.persistence.streams.Consumption;
import io.conclave.persistence.streams.Delivery;
import io.conclave.persistence.streams.Retry;
import io.conclave.persistence.streams.StreamName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what comes on {@code bars}, {@code trades} and {@code news}, and acknowledges it once it is stored.
 *
 * <p>An item that is not what its stream holds becomes a dead letter at once, with a sentence; every other waits for the
 * database, however long that is away.
 */
final class Intake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final String GROUP = "intake";
    /** Long: a database that is away is no reason to give an item up. */
    private static final Duration PATIENCE = Duration.ofDays(100);

    private static final long DATABASE_AWAY_MILLIS = 1_000;

    private final MarketDataWriter trades;
    private final NewsStore news;
    private final BarQueue bars;
    private final List<Consumption> consumers = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    Intake(MarketDataWriter trades, NewsStore news, BarQueue bars) {
        this.trades = trades;
        this.news = news;
        this.bars = bars;
    }

    /** @param node what this node held when it died comes back to it at once */
    void start(Bus bus, String node) {
        var settings = ConsumerSettings.of(GROUP)
                .consumer(node)
                .inHand(512)
                .batch(1)
                .patience(PATIENCE)
                .retry(Retry.never());
        consumers.add(bus.consumeBatches(StreamName.NEWS, settings.batch(64), this::storeNews));
        consumers.add(bus.consumeBatches(StreamName.TRADES, settings.batch(16), this::storeTrades));
        consumers.add(bus.consume(StreamName.BARS, settings, this::storeBar));
    }

    private CompletionStage<Void> storeTrades(List<Delivery> items) {
        var all = new ArrayList<Trade>();
        items.forEach(item -> all.addAll(TradesItem.read(item.id(), item.body()).trades()));
        try {
            return trades.putTrades(all).thenRun(this::stored);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Void> storeNews(List<Delivery> items) {
        var all = new ArrayList<NewsItem>();
        items.forEach(item -> all.add(NewsBody.read(item.id(), item.body())));
        while (!closing.get()) {
            try {
                news.add(all);
                stored();
                return CompletableFuture.completedStage(null);
            } catch (IllegalStateException e) {
                LOG.warn("News cannot be taken in, trying again: {}", e.getMessage());
                if (!rested()) {
                    break;
                }
            }
        }
        // Never acknowledged: it comes again after the restart.
        return new CompletableFuture<>();
    }

    private CompletionStage<Void> storeBar(Delivery item) {
        return bars.take(BarsItem.read(item.id(), item.body()));
    }

    private void stored() {
        Failpoint.reached("feed.stored");
        bars.wake();
    }

    private static boolean rested() {
        try {
            Thread.sleep(DATABASE_AWAY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What is not stored by then is not acknowledged, and comes again. */
    @Override
    public void close() {
        closing.set(true);
        consumers.forEach(Consumption::stop);
    }
}
