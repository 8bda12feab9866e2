package io.conclave.orchestrator.settings;

import com.typesafe.config.Config;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import java.util.TreeMap;
import java.util.TreeSet;

/** The limits of orders that an account begins with, as the operator set them. */
public final class DoorSettings {
    private DoorSettings() {}

    /**
     * Reads {@code door} of {@code reference.conf}, as version 0.
     *
     * @param conclave the configuration under {@code conclave}
     * @param costs what trading one way costs, fee and slippage together
     * @throws com.typesafe.config.ConfigException if a key is missing or of the wrong kind; it names the line
     * @throws IllegalArgumentException if a value is out of range; it says which
     */
    public static DoorLimits limits(Config conclave, Bps costs) {
        var door = conclave.getConfig("door");
        var quantities = new TreeMap<Symbol, Quantity>();
        door.getObject("order-quantity")
                .forEach((symbol, most) -> quantities.put(
                        new Symbol(symbol), Quantity.of(most.unwrapped().toString())));
        var restricted = new TreeSet<Symbol>();
        door.getStringList("restricted").forEach(symbol -> restricted.add(new Symbol(symbol)));
        return new DoorLimits(
                0,
                Fraction.of(door.getDouble("price-collar")),
                door.getDuration("stale-after").toNanos(),
                quantities,
                Money.of(door.getString("order-notional")),
                Fraction.of(door.getDouble("position-limit")),
                Fraction.of(door.getDouble("gross-limit")),
                Fraction.of(door.getDouble("net-limit")),
                Fraction.of(door.getDouble("daily-loss")),
                door.getInt("order-rate"),
                door.getDuration("rate-window").toNanos(),
                door.getDuration("duplicate-window").toNanos(),
                restricted,
                conclave.getBoolean("sizing.short-allowed"),
                costs);
    }
}
