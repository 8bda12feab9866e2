package io.conclave.app.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void noSecretIsAmongTheSettingsThatARunIsKnownBy() {
        var secret = "hush-4711";
        var config = Settings.load(
                Optional.empty(),
                Map.of(
                        "conclave.analyst.chat.api-key", secret,
                        "conclave.journal.password", secret,
                        "conclave.journal.user", secret));

        assertThat(Settings.decisive(config)).doesNotContain(secret);
    }

    @Test
    void whereThingsAreKeptDoesNotMakeARunAnotherOne() {
        var here = Settings.load(Optional.empty(), Map.of());
        var there = Settings.load(
                Optional.empty(),
                Map.of(
                        "conclave.data-dir", "elsewhere",
                        "conclave.quant.model-directory", "elsewhere",
                        "conclave.journal.kind", "postgres",
                        "conclave.backtest.workers", 4));

        assertThat(Settings.decisive(there)).isEqualTo(Settings.decisive(here));
    }

    @Test
    void aCostIsPaidByTheAccountAndByTheRiskAgentsBacktests() {
        var config = Settings.load(Optional.empty(), Map.of("conclave.paper.fee-bps", 7));

        assertThat(config.getInt("conclave.risk.fee-bps")).isEqualTo(7);
        assertThat(Settings.decisive(config))
                .isNotEqualTo(Settings.decisive(Settings.load(Optional.empty(), Map.of())));
    }

    @Test
    void aRunsOwnSettingsHoldWhateverIsConfiguredNow() {
        var then = Settings.load(Optional.empty(), Map.of("conclave.paper.fee-bps", 7));
        var now =
                Settings.load(Optional.empty(), Map.of("conclave.paper.fee-bps", 9, "conclave.data-dir", "elsewhere"));

        var read = Settings.of(Settings.decisive(then), now);

        assertThat(read.getInt("conclave.paper.fee-bps")).isEqualTo(7);
        assertThat(read.getString("conclave.data-dir")).isEqualTo("elsewhere");
    }

    @Test
    void aConfigurationFileThatIsNotThereIsRefusedByName() {
        assertThatThrownBy(() -> Settings.load(Optional.of(Path.of("nowhere.conf")), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no configuration file nowhere.conf");
    }
}
