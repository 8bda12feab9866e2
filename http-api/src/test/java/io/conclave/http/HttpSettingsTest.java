package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.0.0.53"})
    void loopbackIsLetIn(String host) {
        assertThat(settings(host).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.example.org", "127.1.2.3.4", ""})
    void anythingElseIsRefusedInOneSentence(String host) {
        assertThatThrownBy(() -> settings(host))
                .isInstanceOf(UnsafeAddressException.class)
                .hasMessageStartingWith("conclave.http.host is " + host + ", but the API has no keys yet");
    }

    private static HttpSettings settings(String host) {
        return HttpSettings.from(ConfigFactory.parseString("conclave.http.host = \"" + host + "\"")
                .withFallback(ConfigFactory.load()));
    }
}
