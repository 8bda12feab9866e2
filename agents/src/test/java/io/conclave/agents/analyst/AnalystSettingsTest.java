package io.conclave.agents.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Symbol;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalystSettingsTest {
    @Test
    void theDefaultsAskNoLanguageModelAndStayModest() {
        var settings = AnalystSettings.of(Wires.config());

        assertThat(settings.chat()).isEmpty();
        assertThat(settings.lookback()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.maxConfidence()).isEqualTo(0.35);
        assertThat(settings.subject(Wires.BTC).names()).contains("bitcoin");
    }

    @Test
    void anInstrumentNobodyDescribedGoesByItsOwnName() {
        assertThat(AnalystSettings.of(Wires.config()).subject(new Symbol("ABC")).names())
                .containsExactly("ABC");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-confidence = 1.5   | max-confidence must lie in
            top-k = 0              | top-k must be at least 1
            lookback = 0s          | lookback must be positive
            half-life = -1h        | half-life must be positive
            relevance-floor = 2    | relevance-floor must lie in
            cache-entries = 0      | cache-entries must be at least 1
            chat.enabled = true    | chat.model must name a model
            """)
    void aSettingOutOfRangeIsNamed(String line, String complaint) {
        var config = Wires.config("conclave.analyst." + line);

        assertThatThrownBy(() -> AnalystSettings.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conclave.analyst." + complaint);
    }

    @Test
    void theBillIsRoundedUpToAMillionthOfADollar() {
        var chat =
                new ChatSettings(URI.create("http://127.0.0.1/v1"), "m", "", Duration.ofSeconds(1), 150_000, 600_000);

        assertThat(chat.costMicros(1_000_000, 1_000_000)).isEqualTo(750_000);
        assertThat(chat.costMicros(1, 0)).isEqualTo(1);
        assertThat(chat.costMicros(0, 0)).isZero();
    }
}
