package io.conclave.app.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveTradingTest {
    @Test
    void nobodyIsRefusedWhoDoesNotAsk() {
        assertThat(refusal(Map.of("conclave.live", false), false)).isEmpty();
    }

    @Test
    void eachThingThatIsMissingIsNamed() {
        assertThat(refusal(Map.of(), true).orElseThrow()).contains("CONCLAVE_BROKER_KEY");
        assertThat(refusal(Map.of("conclave.broker.key", "k", "conclave.broker.secret", "s"), true)
                        .orElseThrow())
                .contains("armed-account");
        assertThat(refusal(armed(), false).orElseThrow()).contains("reconciled");
        assertThat(refusal(armed(), true)).isEmpty();
    }

    @Test
    void noRefusalTellsASecret() {
        assertThat(refusal(armed(), false).orElseThrow()).doesNotContain("my-secret", "my-key");
    }

    private static Map<String, Object> armed() {
        return Map.of(
                "conclave.broker.key", "my-key",
                "conclave.broker.secret", "my-secret",
                "conclave.broker.armed-account", "desk",
                "conclave.paper.account", "desk");
    }

    private static Optional<String> refusal(Map<String, ?> settings, boolean reconciled) {
        return LiveTrading.refusal(
                ConfigFactory.parseMap(settings)
                        .withFallback(ConfigFactory.parseMap(Map.of("conclave.live", true)))
                        .withFallback(ConfigFactory.load()),
                reconciled);
    }
}
