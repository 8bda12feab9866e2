package io.conclave.app.sweep;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Strategy;
import io.conclave.nativerisk.Strategy.EmaSeed;
import io.conclave.nativerisk.Strategy.RsiAverage;
import io.conclave.nativerisk.StrategySweep.Parameter;
import io.conclave.nativerisk.TradingPlan;
import io.conclave.nativerisk.TradingPlan.Exits;
import io.conclave.nativerisk.TradingPlan.VolatilityTarget;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Strategies as people name them, and the numbers each one takes; {@code docs/backtest-semantics.md} has their rules. */
public enum StrategyName {
    BUY_AND_HOLD,
    SMA_CROSSOVER,
    EMA_CROSSOVER,
    MACD,
    RSI_REVERSION,
    BOLLINGER_REVERSION,
    DONCHIAN_BREAKOUT,
    MOMENTUM;

    private static final List<String> OPTIONAL = List.of("stop-loss-bps", "take-profit-bps", "max-bars", "volatility");

    /** Names of the numbers it takes, all of them needed. */
    public List<String> parameters() {
        return switch (this) {
            case BUY_AND_HOLD -> List.of();
            case SMA_CROSSOVER, EMA_CROSSOVER -> List.of("fast", "slow");
            case MACD -> List.of("fast", "slow", "signal", "enter", "leave");
            case RSI_REVERSION, BOLLINGER_REVERSION -> List.of("window", "enter", "leave");
            case DONCHIAN_BREAKOUT -> List.of("window", "exit");
            case MOMENTUM -> List.of("window", "enter");
        };
    }

    /** Whether a kernel of its own sweeps it. */
    boolean isCrossover() {
        return this == SMA_CROSSOVER || this == EMA_CROSSOVER;
    }

    /**
     * @throws IllegalArgumentException with the list of those there are
     */
    public static StrategyName of(String name) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--strategy: there is no \"" + name + "\"; there are "
                        + Arrays.stream(values()).map(StrategyName::toString).collect(Collectors.joining(", "))));
    }

    /**
     * @param option what the user wrote the numbers behind
     * @throws IllegalArgumentException unless they are the strategy's, all of them, and none that it has not
     */
    public void check(String option, Grid grid) {
        for (var name : grid.axes().keySet()) {
            if (!parameters().contains(name) && !OPTIONAL.contains(name)) {
                throw new IllegalArgumentException(option + ": " + this + " has no parameter \"" + name + "\"; it has "
                        + String.join(", ", parameters()) + (parameters().isEmpty() ? "" : ", ")
                        + String.join(", ", OPTIONAL));
            }
        }
        for (var name : parameters()) {
            if (!grid.axes().containsKey(name)) {
                throw new IllegalArgumentException(option + ": " + this + " needs " + name + ", as in " + name + "=10");
            }
        }
    }

    /** What the worker calls that number. */
    static Parameter parameter(String name) {
        return switch (name) {
            case "fast", "exit" -> Parameter.FAST_BARS;
            case "slow", "window" -> Parameter.SLOW_BARS;
            case "signal" -> Parameter.SIGNAL_BARS;
            case "enter" -> Parameter.ENTER;
            case "leave" -> Parameter.LEAVE;
            case "stop-loss-bps" -> Parameter.STOP_LOSS_BPS;
            case "take-profit-bps" -> Parameter.TAKE_PROFIT_BPS;
            case "max-bars" -> Parameter.MAX_BARS;
            case "volatility" -> Parameter.YEARLY_VOLATILITY;
            default -> throw new IllegalArgumentException("There is no parameter \"" + name + "\"");
        };
    }

    /**
     * The strategy with these numbers.
     *
     * @throws IllegalArgumentException if one of them lies outside its range
     */
    public TradingPlan plan(Map<String, BigDecimal> numbers, TradingPlan.Sides sides) {
        var read = new Numbers(numbers);
        var exits = new Exits(
                new Bps(read.wholeOr("stop-loss-bps", 0)),
                new Bps(read.wholeOr("take-profit-bps", 0)),
                read.wholeOr("max-bars", 0));
        var volatility = read.real("volatility", 0);
        Optional<VolatilityTarget> overlay =
                volatility == 0 ? Optional.empty() : Optional.of(new VolatilityTarget(volatility, 0.94, 1, 0.1, 20));
        return new TradingPlan(strategy(read), sides, 1_000_000, exits, overlay);
    }

    private Strategy strategy(Numbers read) {
        return switch (this) {
            case BUY_AND_HOLD -> new Strategy.BuyAndHold();
            case SMA_CROSSOVER -> new Strategy.SmaCrossover(read.whole("fast"), read.whole("slow"));
            case EMA_CROSSOVER -> new Strategy.EmaCrossover(read.whole("fast"), read.whole("slow"), EmaSeed.AVERAGE);
            case MACD ->
                new Strategy.Macd(
                        read.whole("fast"),
                        read.whole("slow"),
                        read.whole("signal"),
                        read.real("enter", 0),
                        read.real("leave", 0),
                        EmaSeed.AVERAGE);
            case RSI_REVERSION ->
                new Strategy.RsiReversion(
                        read.whole("window"), read.real("enter", 0), read.real("leave", 0), RsiAverage.WILDER);
            case BOLLINGER_REVERSION ->
                new Strategy.BollingerReversion(read.whole("window"), read.real("enter", 0), read.real("leave", 0));
            case DONCHIAN_BREAKOUT -> new Strategy.DonchianBreakout(read.whole("window"), read.whole("exit"));
            case MOMENTUM -> new Strategy.Momentum(read.whole("window"), read.real("enter", 0));
        };
    }

    private record Numbers(Map<String, BigDecimal> byName) {
        int whole(String name) {
            return wholeOr(name, 0);
        }

        int wholeOr(String name, int otherwise) {
            var number = byName.get(name);
            if (number == null) {
                return otherwise;
            }
            try {
                return number.intValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        name + "=" + number.toPlainString() + " must be a whole number that fits into 32 bits", e);
            }
        }

        double real(String name, double otherwise) {
            var number = byName.get(name);
            return number == null ? otherwise : number.doubleValue();
        }
    }

    /** As people write it: {@code sma-crossover}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
