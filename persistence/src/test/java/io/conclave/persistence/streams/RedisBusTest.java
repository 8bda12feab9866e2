package io.conclave.persistence.streams;

import com.typesafe.config.ConfigFactory;
import io.conclave.testkit.RedisServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The bus on Redis keeps the promises of every bus. */
class RedisBusTest extends BusContract {
    private static final AtomicInteger TESTS = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private static RedisServer server;

    private String prefix = "";

    @BeforeAll
    static void startServer() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void takeKeysOfOnesOwn() {
        prefix = "test" + TESTS.incrementAndGet();
    }

    @Override
    StreamBus connect(Map<String, Object> settings) {
        return RedisBus.open(BusConfig.from(ConfigFactory.parseMap(settings)
                .withFallback(
                        ConfigFactory.parseMap(Map.of("conclave.bus.url", server.url(), "conclave.bus.prefix", prefix)))
                .withFallback(ConfigFactory.load())));
    }
}
