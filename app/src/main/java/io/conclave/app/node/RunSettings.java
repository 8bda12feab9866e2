package io.conclave.app.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.app.broker.Broker;
import io.conclave.domain.market.Symbol;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.settings.TradingSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * {@code conclave.run}: what a node follows, and how; each key is explained in {@code reference.conf}.
 *
 * @param name of the run in the journal
 * @param node of this process on the bus
 * @param fromNanos what was known then or earlier is not read
 * @param staleAfter how old a bar may be, by the wall clock, to be traded on; absent for any age
 * @param atBroker whether orders go to a broker: then a recording is as old as it is
 * @param busPatience how long the bus may be away
 * @param mostBehind events that may wait for the bus
 */
record RunSettings(
        String name,
        String node,
        Pace pace,
        List<Symbol> instruments,
        Duration interval,
        long fromNanos,
        Optional<Duration> staleAfter,
        boolean atBroker,
        Duration stragglers,
        Duration barPatience,
        Duration busPatience,
        long mostBehind) {

    /** @param settings everything */
    static RunSettings from(Config settings) {
        var conclave = settings.getConfig("conclave");
        var run = conclave.getConfig("run");
        var pace = pace(conclave, run);
        boolean isLive = pace instanceof Pace.Live;
        boolean atBroker = Broker.isMeant(settings);
        if (atBroker && !isLive) {
            throw bad(
                    run,
                    "pace",
                    "a broker trades against the live clock only: write live, or set conclave.broker.kind to paper");
        }
        return new RunSettings(
                name(run, "name"),
                run.getString("node").isEmpty() ? name(run, "name") : name(run, "node"),
                pace,
                run.getStringList("instruments").stream()
                        .map(Symbol::new)
                        .sorted()
                        .toList(),
                run.getDuration("interval"),
                fromNanos(run),
                staleAfter(run, atBroker),
                atBroker,
                // Virtual time waits.
                isLive ? run.getDuration("stragglers") : Duration.ZERO,
                isLive ? run.getDuration("bar-patience") : Duration.ZERO,
                conclave.getDuration("bus.patience"),
                conclave.getLong("outbox.most-behind"));
    }

    private static Pace pace(Config conclave, Config run) {
        var text = run.getString("pace");
        return switch (text) {
            case "live" -> TradingSettings.livePace(conclave);
            case "virtual" -> TradingSettings.virtualPace(conclave);
            default -> throw bad(run, "pace", "\"" + text + "\" is no pace: write live or virtual");
        };
    }

    private static Optional<Duration> staleAfter(Config run, boolean atBroker) {
        if (!run.getString("stale-after").equals("off")) {
            return Optional.of(run.getDuration("stale-after"));
        }
        if (atBroker) {
            throw bad(run, "stale-after", "a broker trades at prices of now: write how old a bar may be");
        }
        return Optional.empty();
    }

    private static String name(Config run, String key) {
        var text = run.getString(key);
        if (!text.matches("[A-Za-z0-9-]{1,60}")) {
            throw bad(run, key, "\"" + text + "\" must be 1 to 60 letters, digits or -");
        }
        return text;
    }

    private static long fromNanos(Config run) {
        var text = run.getString("from");
        if (text.isEmpty()) {
            return Long.MIN_VALUE;
        }
        try {
            var at = Instant.parse(text);
            return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
        } catch (DateTimeParseException e) {
            throw bad(run, "from", "\"" + text + "\" must be a moment in UTC, like 2013-11-29T12:00:00Z");
        }
    }

    private static ConfigException bad(Config run, String key, String sentence) {
        return new ConfigException.BadValue(run.getValue(key).origin(), "conclave.run." + key, sentence);
    }
}
