package io.conclave.agents.analyst;

import com.typesafe.config.Config;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Which language model is asked, and what it costs: {@code conclave.analyst.chat}.
 *
 * @param baseUrl of an OpenAI-compatible service, up to and with {@code /v1}
 * @param apiKey may be empty; never printed
 * @param timeout for one answer
 * @param promptMicrosPerMillion 1e-6 US dollars for a million tokens sent
 * @param completionMicrosPerMillion 1e-6 US dollars for a million tokens answered
 */
record ChatSettings(
        URI baseUrl,
        String model,
        String apiKey,
        Duration timeout,
        long promptMicrosPerMillion,
        long completionMicrosPerMillion) {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    ChatSettings {
        if (model.isBlank()) {
            throw new IllegalArgumentException("conclave.analyst.chat.model must name a model");
        }
        if (baseUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "conclave.analyst.chat.base-url must hold no user or password, which would"
                            + " be journalled as part of the model's name: give the key as CONCLAVE_LLM_API_KEY");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("conclave.analyst.chat.timeout must be positive");
        }
        boolean inTheClear = !"https".equals(baseUrl.getScheme());
        if (!apiKey.isEmpty() && inTheClear && !THIS_MACHINE.contains(String.valueOf(baseUrl.getHost()))) {
            throw new IllegalArgumentException("conclave.analyst.chat.base-url must begin with https:// when an API key"
                    + " is set, or the key would travel in the clear to " + baseUrl.getHost());
        }
    }

    static ChatSettings of(Config chat) {
        return new ChatSettings(
                URI.create(chat.getString("base-url")),
                chat.getString("model"),
                chat.getString("api-key"),
                chat.getDuration("timeout"),
                micros(chat.getString("prompt-usd-per-million")),
                micros(chat.getString("completion-usd-per-million")));
    }

    /** The bill, rounded up to a millionth of a dollar. */
    long costMicros(long promptTokens, long completionTokens) {
        long whole = Math.addExact(
                Math.multiplyExact(promptTokens, promptMicrosPerMillion),
                Math.multiplyExact(completionTokens, completionMicrosPerMillion));
        return Math.ceilDiv(whole, 1_000_000L);
    }

    @Override
    public String toString() {
        return "ChatSettings[" + model + " at " + baseUrl + ", key " + (apiKey.isEmpty() ? "none" : "set") + "]";
    }

    private static long micros(String dollars) {
        return new BigDecimal(dollars)
                .movePointRight(6)
                .setScale(0, RoundingMode.UP)
                .longValueExact();
    }
}
