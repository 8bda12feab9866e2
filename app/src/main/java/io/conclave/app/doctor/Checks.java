package io.conclave.app.doctor;

import com.typesafe.config.Config;
import io.conclave.persistence.journal.JournalConfig;
import java.time.InstantSource;
import java.util.List;

/** The looks at what others made or run: the certificate, servers, and what they hold. A further one is a line here. */
public final class Checks {
    private Checks() {}

    public static List<Check> of(Config config, InstantSource clock) {
        return List.of(
                new TlsCheck(config, clock),
                new PostgresCheck(JournalConfig.from(config), clock),
                new RedisCheck(config),
                new BrokerCheck(config));
    }
}
