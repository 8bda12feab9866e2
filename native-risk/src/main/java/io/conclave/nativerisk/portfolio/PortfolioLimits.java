package io.conclave.nativerisk.portfolio;

/**
 * What a portfolio may hold. Currency, each &gt;= 0, unless said otherwise; infinity is no limit. Statistics, not an
 * order's gate: that counts in integers, in Java.
 *
 * @param gross sum of |position|
 * @param net |sum of positions|
 * @param name largest |position|
 * @param concentration largest |position| over gross, a share
 * @param cvar historical conditional value at risk
 */
public record PortfolioLimits(double gross, double net, double name, double concentration, double cvar) {
    public static final PortfolioLimits NONE = new PortfolioLimits(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);
}
