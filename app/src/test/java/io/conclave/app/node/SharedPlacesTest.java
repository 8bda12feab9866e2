package io.conclave.app.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.conclave.app.session.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedPlacesTest {
    private static final Map<String, Object> SHARED = Map.of(
            "conclave.cluster.enabled",
            true,
            "conclave.cluster.seeds",
            List.of("127.0.0.1", "127.0.0.2"),
            "conclave.cluster.nodes",
            2,
            "conclave.journal.kind",
            "postgres",
            "conclave.journal.url",
            "jdbc:postgresql://127.0.0.1/conclave",
            "conclave.bus.kind",
            "redis");

    @Test
    void nodesThatShareAJournalAndABusMayRunTogether() {
        assertThatCode(() -> SharedPlaces.insistOn(with(Map.of()))).doesNotThrowAnyException();
    }

    @Test
    void aJournalInAFolderIsRefused() {
        assertThatThrownBy(() -> SharedPlaces.insistOn(with(Map.of("conclave.journal.kind", "h2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conclave.journal.kind to postgres");
    }

    @Test
    void aBusInAProcessIsRefused() {
        assertThatThrownBy(() -> SharedPlaces.insistOn(with(Map.of("conclave.bus.kind", "memory"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conclave.bus.kind to redis");
    }

    @Test
    void aLineWithOneEndIsRefused() {
        assertThatThrownBy(() -> SharedPlaces.insistOn(with(Map.of("conclave.broker.kind", "fix"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a FIX session has one end");
    }

    @Test
    void aNodeThatIsAloneMayKeepAllToItself() {
        var alone = Map.<String, Object>of(
                "conclave.cluster.enabled",
                false,
                "conclave.journal.kind",
                "h2",
                "conclave.bus.kind",
                "memory",
                "conclave.broker.kind",
                "fix");

        assertThatCode(() -> SharedPlaces.insistOn(with(alone))).doesNotThrowAnyException();
    }

    private static Config with(Map<String, Object> changed) {
        var all = new HashMap<>(SHARED);
        all.putAll(changed);
        return Settings.load(Optional.empty(), all);
    }
}
