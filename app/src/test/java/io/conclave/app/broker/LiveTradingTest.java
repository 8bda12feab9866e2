package io.conclave.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTradingTest {
    private static final Map<String, Object> ARMED = Map.of(
            "conclave.live", true,
            "conclave.broker.kind", "alpaca",
            "conclave.broker.key", "my-key",
            "conclave.broker.secret", "my-secret",
            "conclave.broker.armed-account", "desk",
            "conclave.paper.account", "desk");

    @Test
    void onPaperNobodyIsRefused() {
        assertThat(refusal(Map.of())).isEmpty();
    }

    @Test
    void eachThingThatIsMissingIsNamed() {
        assertThat(refusal(Map.of("conclave.live", true)).orElseThrow()).contains("CONCLAVE_BROKER_KEY");
        assertThat(refusal(armed("conclave.broker.secret", " ")).orElseThrow()).contains("CONCLAVE_BROKER_SECRET");
        assertThat(refusal(armed("conclave.broker.armed-account", "another")).orElseThrow())
                .contains("armed-account", "\"desk\"");
        assertThat(refusal(armed("conclave.broker.kind", "paper")).orElseThrow())
                .contains("needs a broker");
        assertThat(refusal(ARMED)).isEmpty();
    }

    @Test
    void noRefusalTellsASecret() {
        assertThat(refusal(armed("conclave.broker.armed-account", "another")).orElseThrow())
                .doesNotContain("my-secret", "my-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.alpaca.markets",
                "https://paper-api.alpaca.markets.example.org",
                "https://127.0.0.1.example.org",
                "https://localhost.example.org"
            })
    void whoDoesNotAskForItIsKeptFromRealMoney(String base) {
        assertThat(refusal(alpaca(base)).orElseThrow()).contains("real money");
        assertThat(refusal(armed("conclave.broker.alpaca.base", base))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://paper-api.alpaca.markets",
                "https://PAPER-API.alpaca.markets",
                "http://127.0.0.1:8080",
                "http://[::1]:8080"
            })
    void thePaperAccountAndThisMachineCostNothing(String base) {
        assertThat(refusal(alpaca(base))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://paper-api.alpaca.markets",
                "https://my-key:my-secret@paper-api.alpaca.markets",
                "https://paper-api.alpaca.markets/v2",
                "https://paper-api.alpaca.markets?to=https://api.alpaca.markets",
                "ftp://127.0.0.1",
                "paper-api.alpaca.markets",
                "https://paper api",
                ""
            })
    void anAddressThatKeysShouldNotGoToIsNoneAndIsNotRepeated(String base) {
        assertThatThrownBy(() -> refusal(alpaca(base)))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("conclave.broker.alpaca.base")
                .hasMessageNotContaining("my-secret");
    }

    @Test
    void ofAFixSessionOnlyTheOperatorKnows() {
        var fix = new HashMap<String, Object>(
                Map.of("conclave.broker.kind", "fix", "conclave.broker.fix.host", "127.0.0.1"));
        assertThat(refusal(fix).orElseThrow()).contains("conclave.broker.fix.paper");

        fix.put("conclave.broker.fix.paper", true);
        assertThat(refusal(fix)).isEmpty();
    }

    private static Map<String, Object> alpaca(String base) {
        return Map.of("conclave.broker.kind", "alpaca", "conclave.broker.alpaca.base", base);
    }

    private static Map<String, Object> armed(String but, String is) {
        var settings = new HashMap<>(ARMED);
        settings.put(but, is);
        return settings;
    }

    private static Optional<String> refusal(Map<String, ?> settings) {
        return LiveTrading.refusal(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load()));
    }
}
