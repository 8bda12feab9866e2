package io.conclave.domain.vote;

/** What the market did before the horizon ended: which barrier it touched first, or none. Order is fixed: arrays use it. */
public enum Outcome {
    DOWN,
    FLAT,
    UP
}
