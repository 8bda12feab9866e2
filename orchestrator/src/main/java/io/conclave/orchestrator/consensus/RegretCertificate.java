package io.conclave.orchestrator.consensus;

/**
 * How far the forecasts fell behind the best expert, beside how far they can at most: the consensus algorithm's
 * guarantee, checked on what happened.
 *
 * <p>Regret against an expert is summed over the rounds in which it had a say: from joining on, awake, active. N is the
 * number of experts there are now. For an expert that joins when it makes their number N′, entering at 1/N′ costs ln N′;
 * and each later join multiplies every weight by (number before) / (number after), which telescopes to N. So one bound,
 * ln N, holds for founders and joiners alike:
 *
 * <ul>
 *   <li><i>pure</i>: max ≤ ln N;
 *   <li><i>served</i>: max ≤ ln N + tracking + cap, where a round's fixed share costs at most ln 1/(1 − α) and its cap
 *       at most (G capped − G)₊ at the outcome, both counted over all rounds.
 * </ul>
 */
public record RegretCertificate(Pure pure, Served served, boolean holds) {
    /** Room for rounding: sums of some thousand losses, each good to 1e-16. */
    private static final double ROUNDING = 1e-9;

    /** The learner without share and cap: Brier units, summed over rounds. */
    public record Pure(double max, double bound) {}

    /**
     * The forecast that was traded on: Brier units, summed over rounds.
     *
     * @param tracking the part of the bound that pays for following a changing best expert
     * @param cap the part of the bound that pays for not trusting outside sources alone
     */
    public record Served(double max, double bound, double tracking, double cap) {}

    /** The certificate as of the last round learned. */
    public static RegretCertificate of(Federation federation) {
        double logN = StrictMath.log(federation.pure().experts());
        var pure = new Pure(federation.pure().worstRegret(), logN);
        double tracking = federation.trackingCost();
        double cap = federation.capCost();
        var served = new Served(federation.served().worstRegret(), logN + tracking + cap, tracking, cap);
        boolean holds = pure.max() <= pure.bound() + ROUNDING && served.max() <= served.bound() + ROUNDING;
        return new RegretCertificate(pure, served, holds);
    }
}
