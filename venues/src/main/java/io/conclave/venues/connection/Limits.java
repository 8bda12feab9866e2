package io.conclave.venues.connection;

/**
 * What one venue bears of us, over all connections to it.
 *
 * @param calls attempts to connect
 * @param messages what we say on connections
 * @param snapshots what is fetched by REST
 */
public record Limits(Allowance calls, Allowance messages, Allowance snapshots) {}
