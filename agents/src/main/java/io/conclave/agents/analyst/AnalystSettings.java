package io.conclave.agents.analyst;

import com.typesafe.config.Config;
import io.conclave.domain.market.Symbol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@code conclave.analyst} block of the configuration, read and checked once; reference.conf explains each key.
 *
 * @param instruments what to look for, for the symbols that say so
 * @param chat the language model to ask; empty for the classifier in this process
 */
record AnalystSettings(
        Duration lookback,
        Duration halfLife,
        int topK,
        double relevanceFloor,
        double maxConfidence,
        int cacheEntries,
        String modelDirectory,
        Map<Symbol, Subject> instruments,
        Optional<ChatSettings> chat) {
    AnalystSettings {
        demand(!lookback.isNegative() && !lookback.isZero(), "lookback must be positive");
        demand(!halfLife.isNegative() && !halfLife.isZero(), "half-life must be positive");
        demand(topK >= 1, "top-k must be at least 1");
        demand(relevanceFloor >= -1 && relevanceFloor < 1, "relevance-floor must lie in [-1, 1)");
        demand(maxConfidence >= 0 && maxConfidence <= 0.9, "max-confidence must lie in [0, 0.9]");
        demand(cacheEntries >= 1, "cache-entries must be at least 1");
        instruments = new TreeMap<>(instruments);
    }

    /**
     * What the news on an instrument is searched by.
     *
     * @param query a sentence; the nearer an item's meaning, the more relevant
     * @param names what the instrument is called in headlines; masked before the sentiment is judged
     */
    record Subject(String query, List<String> names) {
        Subject {
            if (query.isBlank() || names.isEmpty()) {
                throw new IllegalArgumentException(
                        "conclave.analyst.instruments: each instrument needs a query and at least one name");
            }
            names = List.copyOf(names);
        }

        static Subject named(Symbol symbol) {
            return new Subject("news about " + symbol + ", its price and its market", List.of(symbol.name()));
        }
    }

    /** @param root the whole configuration, with reference.conf below it */
    static AnalystSettings of(Config root) {
        var config = root.getConfig("conclave.analyst");
        Map<Symbol, Subject> instruments = new TreeMap<>();
        var subjects = config.getObject("instruments");
        for (String name : subjects.keySet()) {
            var subject = subjects.toConfig().getConfig('"' + name + '"');
            instruments.put(new Symbol(name), new Subject(subject.getString("query"), subject.getStringList("names")));
        }
        var chat = config.getConfig("chat");
        return new AnalystSettings(
                config.getDuration("lookback"),
                config.getDuration("half-life"),
                config.getInt("top-k"),
                config.getDouble("relevance-floor"),
                config.getDouble("max-confidence"),
                config.getInt("cache-entries"),
                config.getString("model-dir"),
                instruments,
                chat.getBoolean("enabled") ? Optional.of(ChatSettings.of(chat)) : Optional.empty());
    }

    Subject subject(Symbol symbol) {
        var subject = instruments.get(symbol);
        return subject == null ? Subject.named(symbol) : subject;
    }

    private static void demand(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("conclave.analyst." + rule);
        }
    }
}
