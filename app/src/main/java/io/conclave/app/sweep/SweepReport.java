package io.conclave.app.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a sweep.
 *
 * @param bars that were decided at, and how many came before to fill the averages
 * @param grid by parameter, as {@code first:last:step}
 * @param combinations in the grid
 * @param trials of them that make sense, as a fast average shorter than the slow one; all of them count against the best
 * @param method how it was computed
 * @param best the ones of the highest Sharpe ratio, the best first
 * @param overfitting absent when there are too few bars or trials for it
 * @param deflatedSharpe absent when there are too few bars or trials for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SweepReport(
        String strategy,
        String data,
        String symbol,
        String from,
        String to,
        String barLength,
        int bars,
        int warmUpBars,
        int feeBps,
        int slippageBps,
        Map<String, String> grid,
        int combinations,
        int trials,
        String method,
        int threads,
        double seconds,
        double cpuSeconds,
        List<Row> best,
        @Nullable Overfitting overfitting,
        @Nullable Deflated deflatedSharpe,
        Verdict verdict) {
    public SweepReport {
        grid = Collections.unmodifiableMap(new LinkedHashMap<>(grid));
        best = List.copyOf(best);
    }

    /**
     * One combination.
     *
     * @param netReturn natural logarithm of the equity's growth after costs
     * @param deepestFall largest fall of the logarithm of the equity
     * @param sharpe a bar's, not annualised
     * @param lastPosition wanted after the last bar: 1 long, 0 flat, -1 short
     */
    public record Row(
            Map<String, BigDecimal> parameters,
            double netReturn,
            double deepestFall,
            double sharpe,
            int fills,
            int lastPosition) {
        public Row {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }
    }

    /**
     * By combinatorially symmetric cross-validation.
     *
     * @param pbo share of the splits in which the best of one half is no better than the middle of the other
     * @param parts S: lengths that the returns are cut into
     * @param trials N
     * @param returns T: how many returns the parts hold together
     */
    public record Overfitting(double pbo, long splits, int parts, int trials, long returns) {}

    /**
     * The best one's Sharpe ratio, less what the luckiest of so many trials without skill would show.
     *
     * @param probability that the true ratio is above that
     * @param expectedMaximumSharpe a bar's
     * @param trials N
     * @param returns T
     * @param sharpeVariance of the trials' ratios
     */
    public record Deflated(
            double probability,
            double expectedMaximumSharpe,
            double sharpe,
            double skew,
            double kurtosis,
            int trials,
            long returns,
            double sharpeVariance) {}

    /** In a few lines, for people. */
    public String text() {
        var text = new StringBuilder();
        line(text, "strategy", strategy + ", " + String.join(", ", ranges()));
        line(
                text,
                "bars",
                String.format(
                        Locale.ROOT,
                        "%,d of %s of %s, %s to %s%s",
                        bars,
                        words(Duration.parse(barLength)),
                        symbol,
                        from,
                        to,
                        warmUpBars == 0 ? "" : String.format(Locale.ROOT, ", after %,d to warm up", warmUpBars)));
        line(text, "costs", feeBps + " bp of fees, " + slippageBps + " bp of slippage, each way");
        line(
                text,
                "trials",
                String.format(
                        Locale.ROOT,
                        "%,d of %,d combinations; %s, %d thread%s, %.2f s",
                        trials,
                        combinations,
                        method,
                        threads,
                        threads == 1 ? "" : "s",
                        seconds));
        text.append(System.lineSeparator());
        for (int i = 0; i < best.size(); i++) {
            var row = best.get(i);
            line(
                    text,
                    i == 0 ? "best" : "",
                    String.format(
                            Locale.ROOT,
                            "%-28s return %+8.2f %%  fall %6.2f %%  Sharpe a bar %+.4f  %,d fills",
                            numbers(row.parameters()),
                            100 * Math.expm1(row.netReturn()),
                            -100 * Math.expm1(-row.deepestFall()),
                            row.sharpe(),
                            row.fills()));
        }
        text.append(System.lineSeparator());
        if (overfitting != null) {
            line(
                    text,
                    "PBO",
                    String.format(
                            Locale.ROOT,
                            "%.3f  (S = %d, N = %,d, T = %,d): chance that the best of one half is below the middle of the"
                                    + " other",
                            overfitting.pbo(),
                            overfitting.parts(),
                            overfitting.trials(),
                            overfitting.returns()));
        }
        if (deflatedSharpe != null) {
            line(
                    text,
                    "deflated Sharpe",
                    String.format(
                            Locale.ROOT,
                            "%.3f  (N = %,d, T = %,d): chance that the best is better than luck, which shows %.4f a bar",
                            deflatedSharpe.probability(),
                            deflatedSharpe.trials(),
                            deflatedSharpe.returns(),
                            deflatedSharpe.expectedMaximumSharpe()));
        }
        line(text, "verdict", verdict.sentence());
        return text.toString().stripTrailing();
    }

    private List<String> ranges() {
        return grid.entrySet().stream()
                .map(axis -> axis.getKey() + " " + axis.getValue())
                .toList();
    }

    private static String numbers(Map<String, BigDecimal> parameters) {
        return String.join(
                "  ",
                parameters.entrySet().stream()
                        .map(number -> number.getKey() + " "
                                + number.getValue().stripTrailingZeros().toPlainString())
                        .toList());
    }

    private static String words(Duration length) {
        return length.toString()
                .substring(length.toString().startsWith("PT") ? 2 : 1)
                .toLowerCase(Locale.ROOT);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-16s %s%n", name, value));
    }
}
