package io.conclave.app.broker;

import com.typesafe.config.Config;
import io.conclave.venues.rest.AlpacaSettings;
import java.util.Optional;

/**
 * What must be there before an order may cost real money: it was asked for, and a broker, its keys and an armed account are at hand. That the
 * account is reconciled is for the desk, which sends nothing before it is.
 */
public final class LiveTrading {
    private LiveTrading() {}

    /**
     * @param settings everything
     * @throws LiveRefusedException in one sentence
     */
    public static void insistOn(Config settings) {
        refusal(settings).ifPresent(why -> {
            throw new LiveRefusedException(why);
        });
    }

    /** Why the account may not trade as it is set; empty if it may. */
    public static Optional<String> refusal(Config settings) {
        return settings.getBoolean("conclave.live") ? missing(settings) : realMoney(settings);
    }

    private static Optional<String> missing(Config settings) {
        var broker = settings.getConfig("conclave.broker");
        var account = settings.getString("conclave.paper.account");
        if (broker.getString("key").isBlank() || broker.getString("secret").isBlank()) {
            return Optional.of(
                    "Live trading needs the broker's keys: set CONCLAVE_BROKER_KEY and CONCLAVE_BROKER_SECRET,"
                            + " or conclave.live to false to trade on paper");
        }
        if (!broker.getString("armed-account").equals(account)) {
            return Optional.of("Live trading needs an armed account: conclave.broker.armed-account must name \""
                    + account + "\", as conclave.paper.account does");
        }
        return BrokerKind.of(settings) == BrokerKind.PAPER
                ? Optional.of("Live trading needs a broker, and conclave.broker.kind is paper:"
                        + " write alpaca or fix there, or set conclave.live to false")
                : Optional.empty();
    }

    private static Optional<String> realMoney(Config settings) {
        return switch (BrokerKind.of(settings)) {
            case PAPER -> Optional.empty();
            case ALPACA ->
                AlpacaAddress.of(settings).isPaper()
                        ? Optional.empty()
                        : Optional.of("conclave.broker.alpaca.base is where real money is traded, and conclave.live is"
                                + " false: set it to " + AlpacaSettings.PAPER
                                + ", or conclave.live to true if that is meant");
            case FIX ->
                settings.getBoolean("conclave.broker.fix.paper")
                        ? Optional.empty()
                        : Optional.of(
                                "No address of a FIX session tells whether it trades real money: set"
                                        + " conclave.broker.fix.paper to true if it does not, or conclave.live to true if it may");
        };
    }
}
