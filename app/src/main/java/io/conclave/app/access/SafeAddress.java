package io.conclave.app.access;

import com.typesafe.config.Config;
import io.conclave.http.HttpSettings;
import io.conclave.http.UnsafeAddressException;
import io.conclave.http.tls.Tls;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;

/** What must be in order before a server may listen, above all where others can reach it; asked before anything has begun. */
public final class SafeAddress {
    private static final Set<String> DEFAULTS =
            Set.of("conclave", "postgres", "password", "changeme", "changeit", "secret", "admin", "default");

    private SafeAddress() {}

    /**
     * Looks at all of it.
     *
     * @throws UnsafeAddressException where others can reach it, if there is no key, or the journal's password is empty or one
     *     that everybody tries
     * @throws io.conclave.http.tls.UnfitCertificateException if it is to speak TLS and cannot
     */
    public static void insistOn(HttpSettings http, Config config, InstantSource clock) {
        http.tls().ifPresent(tls -> Tls.open(tls, clock));
        if (http.isLoopback()) {
            return;
        }
        var journal = JournalConfig.from(config);
        if (journal.kind() == JournalKind.POSTGRES) {
            refuseDefault(http, journal);
        }
        try (var place = KeyPlace.open(config)) {
            long now = nanos(clock.instant());
            if (place.keys().list().stream().noneMatch(key -> key.holds(now))) {
                throw new UnsafeAddressException(
                        http.host(),
                        "no key in " + place.name()
                                + " opens anything: ./conclave keys create --role viewer makes one.");
            }
        }
    }

    private static void refuseDefault(HttpSettings http, JournalConfig journal) {
        var password = journal.password().toLowerCase(Locale.ROOT);
        if (password.isEmpty() || DEFAULTS.contains(password) || password.equals(journal.user())) {
            throw new UnsafeAddressException(
                    http.host(),
                    "the journal's password is empty or one that everybody tries: give its user one of its own, and say it in"
                            + " CONCLAVE_JOURNAL_PASSWORD.");
        }
    }

    private static long nanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }
}
