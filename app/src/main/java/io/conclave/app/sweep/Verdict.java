package io.conclave.app.sweep;

import java.util.Locale;

/**
 * Whether the best of a sweep is more than the luckiest.
 *
 * @param demonstrated its deflated Sharpe ratio is 0.95 or more, and the probability of overfitting 0.2 or less
 * @param sentence for people
 */
public record Verdict(boolean demonstrated, String sentence) {
    static final double LEAST_DEFLATED = 0.95;
    static final double MOST_OVERFITTING = 0.2;

    static Verdict of(Judgement judgement) {
        var overfitting = judgement.overfitting().orElse(null);
        var deflated = judgement.deflated().orElse(null);
        if (overfitting == null || deflated == null) {
            return new Verdict(
                    false,
                    "not demonstrated: there are too few bars, or too few trials or more than a million,"
                            + " to tell the best from the luckiest");
        }
        boolean deflates = deflated.probability() >= LEAST_DEFLATED;
        boolean overfits = overfitting.pbo() > MOST_OVERFITTING;
        if (deflates && !overfits) {
            return new Verdict(
                    true,
                    String.format(
                            Locale.ROOT,
                            "demonstrated on these bars: deflated Sharpe %.3f >= 0.95 and PBO %.3f <= 0.2",
                            deflated.probability(),
                            overfitting.pbo()));
        }
        return new Verdict(
                false,
                "not demonstrated: "
                        + (deflates
                                ? ""
                                : String.format(
                                        Locale.ROOT, "deflated Sharpe %.3f is below 0.95", deflated.probability()))
                        + (deflates || !overfits ? "" : " and ")
                        + (overfits ? String.format(Locale.ROOT, "PBO %.3f is above 0.2", overfitting.pbo()) : ""));
    }
}
