package io.conclave.nativerisk.library;

import java.nio.ByteBuffer;

/**
 * Whether a bet keeps the probability of ever falling below a share of the wealth under a bound: Busseti, Ryu and Boyd
 * (2016). No figure has a unit.
 *
 * @param aversion lambda = ln beta / ln alpha
 * @param expectation mean of (1 + gain)^-lambda over the scenarios; infinity when one of them ruins
 * @param growth mean of the natural logarithm of 1 + gain, per bet; minus infinity when one of them ruins
 * @param scale the largest share of the bet, 0 to 1, that is still admitted
 * @param admitted whether the expectation is at most 1: then the least wealth stays above alpha but with a probability
 *     below beta
 */
public record KellyVerdict(double aversion, double expectation, double growth, double scale, boolean admitted) {
    static final int BYTES = 40;

    /** As it lies in C. */
    static KellyVerdict read(ByteBuffer inC) {
        return new KellyVerdict(inC.getDouble(), inC.getDouble(), inC.getDouble(), inC.getDouble(), inC.getInt() == 1);
    }
}
