package io.conclave.orchestrator.consensus;

/** The Brier loss of a forecast: its squared distance from what came to pass, in [0, 2]. Uniform over three scores ⅔. */
final class Brier {
    private Brier() {}

    /** λ(p, ω) = Σᵢ (pᵢ − 1[i = ω])², summed in outcome order. */
    static double loss(double[] p, int outcome) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double off = i == outcome ? p[i] - 1 : p[i];
            sum += off * off;
        }
        return sum;
    }
}
