package io.conclave.agents;

/**
 * An event or snapshot that is stored for ever. Every implementation is a record, and stands under a stable name in
 * {@code persistence}'s registry: a released one is never changed, only followed by another.
 */
public interface Journaled extends Wire {}
