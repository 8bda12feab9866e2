package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.0.0.53"})
    void loopbackIsKnownWithoutLookingUpAName(String host) {
        assertThat(settings(host).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.example.org", "127.1.2.3.4"})
    void anythingElseIsNoLoopback(String host) {
        assertThat(settings(host).isLoopback()).isFalse();
    }

    @Test
    void whatCannotWorkIsRefusedInOneSentence() {
        assertThatThrownBy(() -> settings(""))
                .hasMessage("conclave.http.host is empty: 127.0.0.1 is this machine alone");
        assertThatThrownBy(() -> HttpSettings.from(
                        ConfigFactory.parseString("conclave.http.security.origins = [\"desk.example.org\"]")
                                .withFallback(ConfigFactory.load())))
                .hasMessageContaining("\"desk.example.org\" is no origin: write https://desk.example.org");
    }

    private static HttpSettings settings(String host) {
        return HttpSettings.from(ConfigFactory.parseString("conclave.http.host = \"" + host + "\"")
                .withFallback(ConfigFactory.load()));
    }
}
