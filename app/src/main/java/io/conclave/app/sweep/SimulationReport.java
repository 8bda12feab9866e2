package io.conclave.app.sweep;

import io.conclave.nativerisk.SimulationResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What came of one strategy at one broker.
 *
 * @param finalEquity cash and position at the last close, to the cent
 * @param fees paid, to the cent; without slippage and spread
 * @param netReturn natural logarithm of the equity's growth
 * @param deepestFall largest fall of the equity from an earlier high, as a share
 * @param sharpe a bar's, not annualised
 * @param lastUnits held after the last bar; below 0: short
 */
public record SimulationReport(
        String strategy,
        Map<String, BigDecimal> parameters,
        String data,
        String symbol,
        String from,
        String to,
        int bars,
        BigDecimal cash,
        BigDecimal finalEquity,
        BigDecimal fees,
        BigDecimal borrow,
        double netReturn,
        double deepestFall,
        int longestFallBars,
        double sharpe,
        double yearlySharpe,
        double turnover,
        int orders,
        int fills,
        int trades,
        int tradesWon,
        int barrierExits,
        double lastUnits,
        boolean ruined) {
    public SimulationReport {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static BigDecimal cents(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP);
    }

    static SimulationReport of(SimulationJob job, String from, String to, SimulationResult result) {
        return new SimulationReport(
                job.strategy().toString(),
                job.parameters(),
                job.bars().file(),
                job.bars().symbol(),
                from,
                to,
                job.bars().prices().size() - job.bars().firstBar(),
                cents(job.broker().cash()),
                cents(result.finalEquity()),
                cents(result.fees()),
                cents(result.borrow()),
                result.netReturn(),
                -Math.expm1(-result.deepestFall()),
                result.longestFallBars(),
                result.sharpe(),
                result.sharpe() * Math.sqrt(job.broker().barsPerYear()),
                result.turnover(),
                result.orders(),
                result.fills(),
                result.trades(),
                result.tradesWon(),
                result.barrierExits(),
                result.lastUnits(),
                result.ruined());
    }

    /** In a few lines, for people. */
    public String text() {
        var text = new StringBuilder();
        line(text, "strategy", strategy + " " + parameters);
        line(text, "bars", String.format(Locale.ROOT, "%,d of %s, %s to %s", bars, symbol, from, to));
        line(
                text,
                "equity",
                String.format(
                        Locale.ROOT,
                        "%s from %s (%+.2f %%)%s",
                        finalEquity,
                        cash,
                        100 * Math.expm1(netReturn),
                        ruined ? ": RUINED" : ""));
        line(text, "paid", fees + " in fees, " + borrow + " for what was short");
        line(
                text,
                "orders",
                String.format(
                        Locale.ROOT,
                        "%,d, fills %,d; %,d trades, %,d won; %,d ended by a stop or a target",
                        orders,
                        fills,
                        trades,
                        tradesWon,
                        barrierExits));
        line(
                text,
                "risk",
                String.format(
                        Locale.ROOT,
                        "fall %.2f %%, longest %,d bars; Sharpe %.4f a bar, %.2f a year; turnover %.1f",
                        100 * deepestFall,
                        longestFallBars,
                        sharpe,
                        yearlySharpe,
                        turnover));
        line(
                text,
                "holds",
                String.format(
                        Locale.ROOT,
                        "%s units",
                        BigDecimal.valueOf(lastUnits).stripTrailingZeros().toPlainString()));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-16s %s%n", name, value));
    }
}
