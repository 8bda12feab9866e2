package io.conclave.app.command;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.BrokerTerms;
import io.conclave.nativerisk.BrokerTerms.Sizing;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The house that fills a simulation's orders. */
final class BrokerOptions {
    private static final BigDecimal WHOLE = BigDecimal.valueOf(Bps.ONE);

    @Option(
            names = "--cash",
            paramLabel = "N",
            defaultValue = "100000",
            description = "to start with (${DEFAULT-VALUE})")
    private double cash = 100_000;

    @Option(
            names = "--sizing",
            paramLabel = "NAME",
            defaultValue = "fractional",
            description = "fractional, whole-lots (with the order's fee set aside) or whole-lots-plain")
    private String sizing = "fractional";

    @Option(
            names = "--buffer",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "how much of the equity whole lots may use, as 0.9975")
    private BigDecimal buffer = BigDecimal.ONE;

    @Option(names = "--fee-per-unit", paramLabel = "N", defaultValue = "0", description = "for each unit traded")
    private double feePerUnit;

    @Option(names = "--min-fee", paramLabel = "N", defaultValue = "0", description = "of an order")
    private double minimumFee;

    @Option(
            names = "--max-fee-bps",
            paramLabel = "N",
            defaultValue = "0",
            description = "of what is traded, where that is above the minimum; 0: no maximum")
    private int maximumFee;

    @Mixin
    private CostOptions costs = new CostOptions();

    @Option(
            names = "--spread-bps",
            paramLabel = "N",
            defaultValue = "0",
            description = "the whole spread; a fill pays half")
    private int spread;

    @Option(names = "--borrow-bps", paramLabel = "N", defaultValue = "0", description = "of what is short, a year")
    private int borrow;

    /** @throws IllegalArgumentException if the numbers are no broker's */
    BrokerTerms terms(double barsPerYear) {
        var fees = costs.costs();
        if (spread % 2 != 0) {
            throw new IllegalArgumentException("--spread-bps must be even, so that half of it is whole, not " + spread);
        }
        return new BrokerTerms(
                cash,
                sizing(),
                new Bps(fees.feeBps()),
                feePerUnit,
                minimumFee,
                new Bps(maximumFee),
                new Bps(fees.slippageBps()),
                new Bps(spread / 2),
                new Bps(borrow),
                barsPerYear,
                new Bps(kept()));
    }

    /** Basis points of the equity that stay out of an order. */
    private int kept() {
        try {
            return BigDecimal.ONE.subtract(buffer).multiply(WHOLE).intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "--buffer must be a share in whole basis points, as 0.9975, not " + buffer.toPlainString(), e);
        }
    }

    private Sizing sizing() {
        return Arrays.stream(Sizing.values())
                .filter(known -> word(known).equals(sizing))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--sizing: there is no \"" + sizing + "\"; there are "
                        + Arrays.stream(Sizing.values())
                                .map(BrokerOptions::word)
                                .collect(Collectors.joining(", "))));
    }

    static String word(Sizing sizing) {
        return sizing.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
