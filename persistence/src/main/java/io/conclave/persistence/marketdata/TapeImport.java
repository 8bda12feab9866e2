package io.conclave.persistence.marketdata;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Puts what a tape holds of a symbol into {@code market_data}: its trades, its bars, and the finer ones that those were made
 * of. Done again, it changes nothing.
 */
public final class TapeImport {
    private static final int LOT = 1_000;

    private final MarketDataWriter writer;

    /**
     * What came of it.
     *
     * @param bars rows brought
     * @param trades rows brought
     * @param added rows that were new
     * @param known rows that were there already
     */
    public record Imported(long bars, long trades, long added, long known) {}

    public TapeImport(MarketDataWriter writer) {
        this.writer = writer;
    }

    /**
     * Returns when all of it is on disk.
     *
     * @param source begins the ids of trades
     * @param fromNanos what was known before is left out
     * @param progress told how many rows were handed over
     * @throws java.util.concurrent.CompletionException if a row cannot be stored; the others are
     */
    public Imported write(RecordedTape tape, Symbol symbol, String source, long fromNanos, LongConsumer progress)
            throws InterruptedException {
        var before = writer.written();
        var stages = new ArrayList<CompletionStage<Void>>();
        long handed = 0;
        List<Trade> trades = tape.trades(symbol, source);
        int first = (int)
                trades.stream().takeWhile(trade -> trade.atNanos() < fromNanos).count();
        for (var lot : lots(trades.subList(first, trades.size()))) {
            stages.add(writer.putTrades(lot));
            handed += lot.size();
            progress.accept(handed);
        }
        var bars = bars(tape, symbol, fromNanos);
        for (var lot : lots(bars)) {
            stages.add(writer.putBars(lot));
            handed += lot.size();
            progress.accept(handed);
        }
        stages.forEach(stage -> stage.toCompletableFuture().join());
        var after = writer.written();
        return new Imported(
                bars.size(), trades.size() - first, after.added() - before.added(), after.known() - before.known());
    }

    private static List<Bar> bars(RecordedTape tape, Symbol symbol, long fromNanos) {
        var bars = tape.bars(symbol, Long.MAX_VALUE, Integer.MAX_VALUE);
        var all = new ArrayList<Bar>();
        var finer = tape.recordedBars(symbol);
        if (!finer.equals(bars)) {
            all.addAll(finer);
        }
        all.addAll(bars);
        all.removeIf(bar -> bar.closeNanos() < fromNanos);
        return all;
    }

    private static <T> List<List<T>> lots(List<T> all) {
        var lots = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += LOT) {
            lots.add(all.subList(from, Math.min(all.size(), from + LOT)));
        }
        return lots;
    }
}
