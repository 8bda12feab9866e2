package io.conclave.app.broker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/** Who takes a node's orders. */
enum BrokerKind {
    /** The exchange within the process. */
    PAPER,
    ALPACA,
    FIX;

    /** @param settings everything */
    static BrokerKind of(Config settings) {
        var broker = settings.getConfig("conclave.broker");
        var text = broker.getString("kind");
        return switch (text) {
            case "paper" -> PAPER;
            case "alpaca" -> ALPACA;
            case "fix" -> FIX;
            default ->
                throw new ConfigException.BadValue(
                        broker.getValue("kind").origin(),
                        "conclave.broker.kind",
                        "\"" + text + "\" is no kind of broker: write paper, alpaca or fix");
        };
    }
}
