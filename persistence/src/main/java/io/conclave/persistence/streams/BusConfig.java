package io.conclave.persistence.streams;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Locale;

/** {@code conclave.bus}; each key is explained in {@code reference.conf}. */
record BusConfig(
        Kind kind,
        String url,
        String user,
        String password,
        String prefix,
        int maxLength,
        int maxBody,
        int buffer,
        int batch,
        int repeatWindow,
        Duration republishFor,
        int republishItems,
        int deadLetters,
        Duration commandTimeout,
        Duration startPatience,
        Duration retryLongest,
        Duration beat,
        Duration deadAfter,
        Duration groupPatience,
        Duration closePatience) {

    enum Kind {
        MEMORY,
        REDIS
    }

    BusConfig {
        atLeastOne("max-length", maxLength);
        atLeastOne("max-body", maxBody);
        atLeastOne("buffer", buffer);
        atLeastOne("batch", batch);
        atLeastOne("repeat-window", repeatWindow);
        atLeastOne("dead-letters", deadLetters);
        if (republishItems > repeatWindow) {
            throw new ConfigException.Generic("conclave.bus.republish.items (" + republishItems
                    + ") must not exceed repeat-window (" + repeatWindow
                    + "), or what is published again would not be recognised");
        }
        if (beat.multipliedBy(3).compareTo(deadAfter) > 0) {
            throw new ConfigException.Generic("conclave.bus.dead-after (" + deadAfter
                    + ") must be at least three times beat (" + beat + "), or living consumers are robbed");
        }
        if (!prefix.matches("[A-Za-z0-9._:{}-]{1,80}")) {
            throw new ConfigException.Generic(
                    "conclave.bus.prefix is \"" + prefix + "\" but must be 1 to 80 letters, digits or . _ : { } -");
        }
    }

    static BusConfig from(Config settings) {
        var bus = settings.getConfig("conclave.bus");
        return new BusConfig(
                kind(bus),
                bus.getString("url"),
                bus.getString("user"),
                bus.getString("password"),
                bus.getString("prefix"),
                bus.getInt("max-length"),
                Math.toIntExact(bus.getBytes("max-body")),
                bus.getInt("buffer"),
                bus.getInt("batch"),
                bus.getInt("repeat-window"),
                bus.getDuration("republish.for"),
                bus.getInt("republish.items"),
                bus.getInt("dead-letters"),
                bus.getDuration("command-timeout"),
                bus.getDuration("start-patience"),
                bus.getDuration("retry-longest"),
                bus.getDuration("beat"),
                bus.getDuration("dead-after"),
                bus.getDuration("group-patience"),
                bus.getDuration("close-patience"));
    }

    private static Kind kind(Config bus) {
        var text = bus.getString("kind");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "memory" -> Kind.MEMORY;
            case "redis" -> Kind.REDIS;
            default ->
                throw new ConfigException.BadValue(
                        bus.getValue("kind").origin(),
                        "conclave.bus.kind",
                        "\"" + text + "\" is no bus: write memory or redis");
        };
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new ConfigException.Generic("conclave.bus." + key + " must be 1 or more, not " + value);
        }
    }

    @Override
    public String toString() {
        return "BusConfig[" + kind + " " + prefix + "]";
    }
}
