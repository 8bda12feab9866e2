package io.conclave.orchestrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Quantity;
import org.junit.jupiter.api.Test;

class DoorSettingsTest {
    private static final Symbol BTC = new Symbol("BTC-USD");

    @Test
    void whatTheOperatorSetStandsBesideWhatShips() {
        var limits = DoorSettings.limits(
                with("order-quantity { BTC-USD = \"2.5\" }, restricted = [ DOGE-USD ]"), new Bps(15));

        assertThat(limits.version()).isZero();
        assertThat(limits.maxQuantity()).containsOnlyKeys(BTC).containsEntry(BTC, Quantity.of("2.5"));
        assertThat(limits.restricted()).containsExactly(new Symbol("DOGE-USD"));
        assertThat(limits.costReserve()).isEqualTo(new Bps(15));
        assertThat(limits.shortAllowed()).isFalse();
    }

    @Test
    void aValueThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> DoorSettings.limits(with("order-rate = lots"), Bps.ZERO))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("order-rate");
        assertThatThrownBy(() -> DoorSettings.limits(with("price-collar = -0.1"), Bps.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Config with(String door) {
        return ConfigFactory.parseString("conclave.door { " + door + " }")
                .withFallback(ConfigFactory.load())
                .getConfig("conclave");
    }
}
