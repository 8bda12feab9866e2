package io.conclave.app.market;

import com.typesafe.config.Config;
import java.util.Optional;

/** What must be there before an order may cost real money: it was asked for, and keys, an armed account and a reconciled state are at hand. */
public final class LiveTrading {
    private LiveTrading() {}

    /**
     * Why an account may not trade live; empty if it may, or if nobody asks for it.
     *
     * @param settings everything
     * @param reconciled whether orders, fills and positions were found equal to the broker's; false where no broker is connected
     */
    public static Optional<String> refusal(Config settings, boolean reconciled) {
        if (!settings.getBoolean("conclave.live")) {
            return Optional.empty();
        }
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
        return reconciled
                ? Optional.empty()
                : Optional.of(
                        "Live trading needs a state that is reconciled with the broker's, and this node is connected to"
                                + " none: it trades on paper only; set conclave.live to false");
    }
}
