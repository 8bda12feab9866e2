package io.conclave.persistence.streams;

import java.time.InstantSource;

/** The bus on a Redis server, for feeds, agents and nodes in processes of their own. */
final class RedisBus {
    private RedisBus() {}

    /** @throws BusException as {@link Bus#open} does */
    static StreamBus open(BusConfig config) {
        return new StreamBus(RedisBroker.open(config, InstantSource.system()), config, InstantSource.system());
    }
}
