package io.conclave.domain.vote;

import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Fraction;
import java.util.List;

/**
 * How far away the barriers of a question stand: a multiple of the recent volatility of one bar.
 *
 * <p>Volatility is an exponentially weighted moving average of squared simple returns, close to close, that starts from
 * a prior; the newest return weighs most. It looks at the last {@link #lookback()} bars and no others, so that the same
 * bars give the same barriers wherever a tape begins.
 *
 * @param multiple barrier distance in volatilities of one bar, &gt; 0
 * @param span centre of mass of the average in bars, as in pandas: alpha = 2 / (span + 1); at least 2
 * @param prior volatility of one bar before any is seen, &gt; 0
 */
public record BarrierRule(Fraction multiple, int span, Fraction prior) {
    /** No barrier stands nearer than this: a frozen market would otherwise ask about nothing. */
    private static final long NEAREST_PPM = 100;

    public BarrierRule {
        if (multiple.signum() <= 0 || span < 2 || prior.signum() <= 0) {
            throw new IllegalArgumentException(
                    "A barrier rule needs a positive multiple and prior and a span of 2 or more");
        }
    }

    /** How many bars the rule looks at, the newest included. */
    public int lookback() {
        return 4 * span + 1;
    }

    /**
     * The barriers around the close of the last bar.
     *
     * @param bars oldest first, ending with the bar decided at; only the last {@link #lookback()} are read
     */
    public Barriers after(List<Bar> bars) {
        double alpha = 2.0 / (span + 1);
        double variance = prior.toDouble() * prior.toDouble();
        for (int i = Math.max(1, bars.size() - lookback() + 1); i < bars.size(); i++) {
            double before = bars.get(i - 1).close().toDouble();
            double change = (bars.get(i).close().toDouble() - before) / before;
            variance += alpha * (change * change - variance);
        }
        double distance = multiple.toDouble() * StrictMath.sqrt(variance);
        long ppm = Math.clamp(Fraction.of(distance).ppm(), NEAREST_PPM, Fraction.ONE_PPM - 1);
        return new Barriers(new Fraction(ppm), new Fraction(ppm));
    }
}
