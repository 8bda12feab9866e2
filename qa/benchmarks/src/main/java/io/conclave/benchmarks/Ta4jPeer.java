package io.conclave.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.BaseStrategy;
import org.ta4j.core.Strategy;
import org.ta4j.core.Trade;
import org.ta4j.core.TradingRecord;
import org.ta4j.core.analysis.Returns;
import org.ta4j.core.analysis.cost.LinearTransactionCostModel;
import org.ta4j.core.analysis.cost.ZeroCostModel;
import org.ta4j.core.backtest.BarSeriesManager;
import org.ta4j.core.backtest.TradeOnNextOpenModel;
import org.ta4j.core.criteria.MaximumDrawdownCriterion;
import org.ta4j.core.criteria.pnl.ReturnCriterion;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.num.DecimalNumFactory;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.num.NumFactory;
import org.ta4j.core.rules.NotRule;
import org.ta4j.core.rules.OverIndicatorRule;

/**
 * The same backtests by ta4j, as its users write them.
 *
 * <p>Our rules in its words: long while the fast average is over the slow one and out when it is not (equal is not over),
 * nothing before {@code slow} bars are there ({@code slow - 1} unstable bars), decided at a close and filled at the next
 * open, 7 basis points of what is traded each time. Prices are whole cents, so in {@code double} its running sums are exact
 * and both sides compare the same numbers.
 */
final class Ta4jPeer {
    static final int COST_BPS = 7;

    private final BarSeries series;
    private final BarSeriesManager manager;

    private Ta4jPeer(Walk walk, NumFactory numbers) {
        series = new BaseBarSeriesBuilder()
                .withName("walk")
                .withNumFactory(numbers)
                .build();
        var end = Instant.EPOCH;
        var minute = Duration.ofMinutes(1);
        for (int bar = 0; bar < walk.bars(); bar++) {
            end = end.plus(minute);
            long open = walk.open(bar);
            long close = walk.close(bar);
            series.barBuilder()
                    .timePeriod(minute)
                    .endTime(end)
                    .openPrice(open)
                    .highPrice(Math.max(open, close))
                    .lowPrice(Math.min(open, close))
                    .closePrice(close)
                    .volume(1)
                    .add();
        }
        manager = new BarSeriesManager(
                series,
                new LinearTransactionCostModel(COST_BPS / 1e4),
                new ZeroCostModel(),
                new TradeOnNextOpenModel());
    }

    /** In its fastest numbers. */
    static Ta4jPeer inDoubles(Walk walk) {
        return new Ta4jPeer(walk, DoubleNumFactory.getInstance());
    }

    /** In the numbers that it takes unless told: decimals of 32 digits. */
    static Ta4jPeer inDecimals(Walk walk) {
        return new Ta4jPeer(walk, DecimalNumFactory.getInstance());
    }

    /** Where it bought and sold, bars of the fills, in their order. */
    List<Integer> fills(Crossing crossing) {
        return run(crossing).getTrades().stream().map(Trade::getIndex).toList();
    }

    /** What a row of our sweep tells, too. */
    private record Row(double growth, double deepestFall, double sharpe, int fills) {}

    private Row row(Crossing crossing) {
        var record = run(crossing);
        var returns = new Returns(series, record, Returns.ReturnType.ARITHMETIC);
        double sum = 0;
        double squares = 0;
        int count = returns.getSize();
        for (int bar = 1; bar <= count; bar++) {
            double value = returns.getValue(bar).doubleValue();
            sum += value;
            squares += value * value;
        }
        double mean = sum / count;
        return new Row(
                new ReturnCriterion(true).calculate(series, record).doubleValue(),
                new MaximumDrawdownCriterion().calculate(series, record).doubleValue(),
                mean / Math.sqrt((squares - mean * sum) / (count - 1)),
                record.getTrades().size());
    }

    /** Bars times pairs for each second of this thread's processor time: runs and the figures of a row, no more. */
    double barCombinationsPerSecond(List<Crossing> crossings) {
        var threads = ManagementFactory.getThreadMXBean();
        var rows = new ArrayList<Row>();
        long begun = threads.getCurrentThreadCpuTime();
        for (var crossing : crossings) {
            rows.add(row(crossing));
        }
        long took = threads.getCurrentThreadCpuTime() - begun;
        if (rows.stream().anyMatch(row -> row.fills() == 0)) {
            throw new NotMeasuredException("ta4j traded nothing: " + rows);
        }
        return (double) series.getBarCount() * crossings.size() / took * 1e9;
    }

    private TradingRecord run(Crossing crossing) {
        return manager.run(strategy(crossing));
    }

    private Strategy strategy(Crossing crossing) {
        var close = new ClosePriceIndicator(series);
        var over = new OverIndicatorRule(
                new SMAIndicator(close, crossing.fast()), new SMAIndicator(close, crossing.slow()));
        return new BaseStrategy(over, new NotRule(over), crossing.slow() - 1);
    }
}
