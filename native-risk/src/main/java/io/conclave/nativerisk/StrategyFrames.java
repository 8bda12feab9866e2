package io.conclave.nativerisk;

import io.conclave.nativerisk.IndicatorTrace.Bollinger;
import io.conclave.nativerisk.IndicatorTrace.Donchian;
import io.conclave.nativerisk.IndicatorTrace.Ema;
import io.conclave.nativerisk.IndicatorTrace.EwmaVolatility;
import io.conclave.nativerisk.IndicatorTrace.Indicator;
import io.conclave.nativerisk.IndicatorTrace.Macd;
import io.conclave.nativerisk.IndicatorTrace.Momentum;
import io.conclave.nativerisk.IndicatorTrace.RollingVolatility;
import io.conclave.nativerisk.IndicatorTrace.Rsi;
import io.conclave.nativerisk.IndicatorTrace.Sma;
import io.conclave.nativerisk.Strategy.EmaSeed;
import io.conclave.nativerisk.TradingPlan.VolatilityTarget;
import io.conclave.nativerisk.frames.AverageSeed;
import io.conclave.nativerisk.frames.BrokerTermsEncoder;
import io.conclave.nativerisk.frames.IndicatorEncoder;
import io.conclave.nativerisk.frames.IndicatorName;
import io.conclave.nativerisk.frames.OrderSizing;
import io.conclave.nativerisk.frames.RsiAverage;
import io.conclave.nativerisk.frames.SidesTaken;
import io.conclave.nativerisk.frames.StrategyDoneDecoder;
import io.conclave.nativerisk.frames.StrategyEncoder;
import io.conclave.nativerisk.frames.StrategyRule;

/** Plans, brokers and indicators as the schema's composites say them, and what comes back. */
final class StrategyFrames {
    private StrategyFrames() {}

    static void say(TradingPlan plan, StrategyEncoder to) {
        say(plan.strategy(), to);
        var overlay = plan.overlay();
        to.sides(
                        switch (plan.sides()) {
                            case LONG_ONLY -> SidesTaken.LONG_ONLY;
                            case LONG_SHORT -> SidesTaken.LONG_SHORT;
                        })
                .exposurePpm(plan.exposurePpm())
                .stopLossBps(plan.exits().stopLoss().value())
                .takeProfitBps(plan.exits().takeProfit().value())
                .maxBars(plan.exits().maxBars())
                .yearlyVolatility(overlay.map(VolatilityTarget::yearly).orElse(0.0))
                .decay(overlay.map(VolatilityTarget::decay).orElse(0.94))
                .cap(overlay.map(VolatilityTarget::cap).orElse(1.0))
                .band(overlay.map(VolatilityTarget::band).orElse(0.1))
                .warmBars(overlay.map(VolatilityTarget::warmBars).orElse(20));
    }

    private static void say(Strategy strategy, StrategyEncoder to) {
        to.seed(AverageSeed.AVERAGE).rsiAverage(RsiAverage.WILDER);
        to.fastBars(0).slowBars(0).signalBars(0).enter(0).leave(0);
        switch (strategy) {
            case Strategy.BuyAndHold() -> to.rule(StrategyRule.BUY_AND_HOLD);
            case Strategy.SmaCrossover(int fast, int slow) ->
                to.rule(StrategyRule.SMA_CROSSOVER).fastBars(fast).slowBars(slow);
            case Strategy.EmaCrossover(int fast, int slow, EmaSeed seed) ->
                to.rule(StrategyRule.EMA_CROSSOVER)
                        .fastBars(fast)
                        .slowBars(slow)
                        .seed(said(seed));
            case Strategy.Macd(int fast, int slow, int signal, double enter, double leave, EmaSeed seed) ->
                to.rule(StrategyRule.MACD)
                        .fastBars(fast)
                        .slowBars(slow)
                        .signalBars(signal)
                        .enter(enter)
                        .leave(leave)
                        .seed(said(seed));
            case Strategy.RsiReversion(int bars, double enter, double leave, Strategy.RsiAverage average) ->
                to.rule(StrategyRule.RSI_REVERSION)
                        .slowBars(bars)
                        .enter(enter)
                        .leave(leave)
                        .rsiAverage(said(average));
            case Strategy.BollingerReversion(int bars, double enter, double leave) ->
                to.rule(StrategyRule.BOLLINGER_REVERSION)
                        .slowBars(bars)
                        .enter(enter)
                        .leave(leave);
            case Strategy.DonchianBreakout(int enterBars, int leaveBars) ->
                to.rule(StrategyRule.DONCHIAN_BREAKOUT).slowBars(enterBars).fastBars(leaveBars);
            case Strategy.Momentum(int bars, double enter) ->
                to.rule(StrategyRule.MOMENTUM).slowBars(bars).enter(enter);
            case Strategy.Signal _ -> to.rule(StrategyRule.SIGNAL);
        }
    }

    static void say(BrokerTerms broker, BrokerTermsEncoder to) {
        to.sizing(
                        switch (broker.sizing()) {
                            case FRACTIONAL -> OrderSizing.FRACTIONAL;
                            case WHOLE_LOTS -> OrderSizing.WHOLE_LOTS;
                            case WHOLE_LOTS_PLAIN -> OrderSizing.WHOLE_LOTS_PLAIN;
                        })
                .feeBps(broker.fee().value())
                .maximumFeeBps(broker.maximumFee().value())
                .slippageBps(broker.slippage().value())
                .halfSpreadBps(broker.halfSpread().value())
                .borrowBps(broker.borrow().value())
                .bufferBps(broker.buffer().value())
                .cash(broker.cash())
                .feePerUnit(broker.feePerUnit())
                .minimumFee(broker.minimumFee())
                .barsPerYear(broker.barsPerYear());
    }

    static void say(Indicator indicator, IndicatorEncoder to) {
        to.seed(AverageSeed.AVERAGE).rsiAverage(RsiAverage.WILDER);
        to.fastBars(0).slowBars(0).signalBars(0).width(0).decay(0.94);
        switch (indicator) {
            case Sma(int bars) -> to.which(IndicatorName.SMA).slowBars(bars);
            case Ema(int bars, EmaSeed seed) ->
                to.which(IndicatorName.EMA).slowBars(bars).seed(said(seed));
            case Macd macd -> say(macd, to);
            case Rsi(int bars, Strategy.RsiAverage average) ->
                to.which(IndicatorName.RSI).slowBars(bars).rsiAverage(said(average));
            case Bollinger(int bars, double width) ->
                to.which(width < 0 ? IndicatorName.BOLLINGER_LOWER : IndicatorName.BOLLINGER_UPPER)
                        .slowBars(bars)
                        .width(Math.abs(width));
            case Donchian(int bars, boolean high) ->
                to.which(high ? IndicatorName.DONCHIAN_HIGH : IndicatorName.DONCHIAN_LOW)
                        .slowBars(bars);
            case Momentum(int bars) -> to.which(IndicatorName.MOMENTUM).slowBars(bars);
            case RollingVolatility(int bars) ->
                to.which(IndicatorName.ROLLING_VOLATILITY).slowBars(bars);
            case EwmaVolatility(double decay) ->
                to.which(IndicatorName.EWMA_VOLATILITY).decay(decay);
        }
    }

    private static void say(Macd macd, IndicatorEncoder to) {
        to.which(
                        switch (macd.line()) {
                            case MACD -> IndicatorName.MACD_LINE;
                            case SIGNAL -> IndicatorName.MACD_SIGNAL;
                            case HISTOGRAM -> IndicatorName.MACD_HISTOGRAM;
                        })
                .fastBars(macd.fastBars())
                .slowBars(macd.slowBars())
                .signalBars(macd.signalBars())
                .seed(said(macd.seed()));
    }

    private static AverageSeed said(EmaSeed seed) {
        return switch (seed) {
            case AVERAGE -> AverageSeed.AVERAGE;
            case FIRST_PRICE -> AverageSeed.FIRST_PRICE;
        };
    }

    private static RsiAverage said(Strategy.RsiAverage average) {
        return switch (average) {
            case WILDER -> RsiAverage.WILDER;
            case SIMPLE -> RsiAverage.SIMPLE;
        };
    }

    /** Without its series, which lie in the slice. */
    static SimulationResult resultOf(StrategyDoneDecoder done) {
        return new SimulationResult(
                done.kernelVersion(),
                done.finalEquity(),
                done.fees(),
                done.borrow(),
                done.netReturn(),
                done.deepestFall(),
                Math.toIntExact(done.longestFallBars()),
                done.sharpe(),
                done.turnover(),
                Math.toIntExact(done.orders()),
                Math.toIntExact(done.fills()),
                Math.toIntExact(done.trades()),
                Math.toIntExact(done.tradesWon()),
                Math.toIntExact(done.barrierExits()),
                Math.toIntExact(done.ambiguousExits()),
                done.lastUnits(),
                done.lastWishPpm(),
                done.ruined() != 0,
                SimulationSeries.EMPTY);
    }
}
