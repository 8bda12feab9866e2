package io.conclave.persistence.streams;

import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** The bus within this process keeps the promises of every bus. */
class InProcessBusTest extends BusContract {
    @Override
    StreamBus connect(Map<String, Object> settings) {
        return InProcessBus.open(BusConfig.from(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load())));
    }
}
