package io.conclave.app.node;

import com.typesafe.config.Config;
import io.conclave.app.broker.Broker;
import io.conclave.app.cluster.ClusterSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.streams.Bus;

/** What nodes of one cluster must have in common, and cannot if it is in one of their processes. */
final class SharedPlaces {
    private SharedPlaces() {}

    /** @throws IllegalArgumentException if several nodes are meant, and one would not see what another has done */
    static void insistOn(Config config) {
        if (!ClusterSettings.from(config).isShared()) {
            return;
        }
        if (JournalConfig.from(config).kind() != JournalKind.POSTGRES) {
            throw new IllegalArgumentException("conclave.cluster.enabled: nodes of a cluster share one journal;"
                    + " set conclave.journal.kind to postgres, and its url to the same server on each");
        }
        if (!Bus.isShared(config)) {
            throw new IllegalArgumentException("conclave.cluster.enabled: nodes of a cluster share one bus;"
                    + " set conclave.bus.kind to redis, and its url to the same server on each");
        }
        if (Broker.hasOneEnd(config)) {
            throw new IllegalArgumentException(
                    "conclave.cluster.enabled: a FIX session has one end, and a cluster several;"
                            + " run one node with this broker, or set conclave.broker.kind to paper or alpaca");
        }
    }
}
