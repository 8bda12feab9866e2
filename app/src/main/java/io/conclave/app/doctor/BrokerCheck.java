package io.conclave.app.doctor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.app.broker.BrokerLook;
import io.conclave.app.broker.LiveTrading;
import java.io.IOException;
import java.util.List;

/** The broker behind a node's desk: whether orders may go there as it is set, and whether it answers. */
record BrokerCheck(Config config) implements Check {
    private static final String ABOUT = "broker";

    @Override
    public List<Finding> look() {
        return List.of(finding());
    }

    private Finding finding() {
        try {
            var refusal = LiveTrading.refusal(config);
            return refusal.isPresent()
                    ? Finding.ill(ABOUT, refusal.get(), "./conclave run refuses to start until then")
                    : Finding.well(ABOUT, BrokerLook.take(config));
        } catch (ConfigException | IllegalArgumentException e) {
            return Finding.ill(ABOUT, String.valueOf(e.getMessage()), "Or set conclave.broker.kind to paper");
        } catch (IOException e) {
            return Finding.ill(
                    ABOUT,
                    String.valueOf(e.getMessage()),
                    "See that conclave.broker and the keys are right; until it answers a node sends no order");
        }
    }
}
