package io.conclave.app.broker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.domain.market.Symbol;
import io.conclave.venues.fix.FixSettings;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.rest.AlpacaSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code conclave.broker}: each key is explained in {@code reference.conf}. */
sealed interface BrokerSettings {
    /** The exchange within the process. */
    record Paper() implements BrokerSettings {}

    record Alpaca(AlpacaSettings account) implements BrokerSettings {}

    record Fix(FixSettings session) implements BrokerSettings {}

    /**
     * @param settings everything
     * @param folder of the run: a FIX session is kept there
     * @throws ConfigException if a key is missing or makes no sense; it names the line
     */
    static BrokerSettings of(Config settings, List<Symbol> instruments, Path folder) {
        return switch (BrokerKind.of(settings)) {
            case PAPER -> new Paper();
            case ALPACA -> new Alpaca(alpaca(settings, instruments));
            case FIX -> new Fix(fix(settings, instruments, folder));
        };
    }

    private static AlpacaSettings alpaca(Config settings, List<Symbol> instruments) {
        var broker = settings.getConfig("conclave.broker");
        for (String key : List.of("key", "secret")) {
            if (broker.getString(key).isBlank()) {
                throw bad(
                        broker,
                        key,
                        "Alpaca wants both keys, also on paper: set CONCLAVE_BROKER_KEY and"
                                + " CONCLAVE_BROKER_SECRET");
            }
        }
        return new AlpacaSettings(
                AlpacaAddress.of(settings).base(),
                broker.getString("key"),
                broker.getString("secret"),
                // Crypto has a slash there, and nothing else has a dash.
                listings(broker, instruments, symbol -> symbol.name().replace('-', '/')),
                broker.getDuration("patience"),
                broker.getDuration("alpaca.poll"),
                from(broker));
    }

    private static FixSettings fix(Config settings, List<Symbol> instruments, Path folder) {
        var broker = settings.getConfig("conclave.broker");
        var fix = broker.getConfig("fix");
        return new FixSettings(
                required(broker, "fix.host"),
                port(broker),
                required(broker, "fix.sender"),
                required(broker, "fix.target"),
                required(broker, "fix.account"),
                given(broker.getString("key")),
                given(broker.getString("secret")),
                fix.getBoolean("tls"),
                given(fix.getString("trust-store")).map(Path::of),
                listings(broker, instruments, Symbol::name),
                folder.resolve("fix"),
                fix.getDuration("heartbeat"),
                fix.getDuration("reconnect"),
                broker.getDuration("patience"));
    }

    /** @param otherwise what an instrument is called there when nobody says it */
    private static List<Listing> listings(Config broker, List<Symbol> instruments, Function<Symbol, String> otherwise) {
        var named = broker.getConfig("listings");
        return instruments.stream()
                .map(symbol -> {
                    var path = "\"" + symbol + "\"";
                    return new Listing(symbol, named.hasPath(path) ? named.getString(path) : otherwise.apply(symbol));
                })
                .toList();
    }

    private static Optional<Instant> from(Config broker) {
        var text = broker.getString("alpaca.from");
        try {
            return given(text).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw bad(broker, "alpaca.from", "\"" + text + "\" must be a moment in UTC, like 2026-11-29T12:00:00Z");
        }
    }

    private static int port(Config broker) {
        int port = broker.getInt("fix.port");
        if (port < 1 || port > 65_535) {
            throw bad(broker, "fix.port", port + " is no port: 1 to 65535");
        }
        return port;
    }

    private static String required(Config broker, String key) {
        return given(broker.getString(key)).orElseThrow(() -> bad(broker, key, "a FIX session needs it"));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(it -> !it.isBlank());
    }

    private static ConfigException bad(Config broker, String key, String sentence) {
        return new ConfigException.BadValue(broker.getValue(key).origin(), "conclave.broker." + key, sentence);
    }
}
