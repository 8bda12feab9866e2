package io.conclave.persistence.streams;

import com.typesafe.config.ConfigFactory;
import java.time.InstantSource;

/** The bus within this process: nothing to install, nothing kept when the process ends. */
public final class InProcessBus {
    private InProcessBus() {}

    /** With the settings that {@code reference.conf} gives. */
    public static Bus open() {
        return open(BusConfig.from(ConfigFactory.load()));
    }

    static StreamBus open(BusConfig config) {
        return new StreamBus(new MemoryBroker(config, InstantSource.system()), config, InstantSource.system());
    }
}
