package io.conclave.orchestrator.execution;

/**
 * People's orders are taken back unless somebody says within a time that he is still there.
 *
 * @param withinNanos wall time from one renewal to the next, &gt; 0
 * @param actor who armed it: the id of a key
 */
public record DeadMansSwitch(long withinNanos, String actor) {}
