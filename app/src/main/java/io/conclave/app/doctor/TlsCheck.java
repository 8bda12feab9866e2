package io.conclave.app.doctor;

import com.typesafe.config.Config;
import io.conclave.http.HttpSettings;
import io.conclave.http.tls.Tls;
import io.conclave.http.tls.TlsSettings;
import io.conclave.http.tls.UnfitCertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Whether what is said to the API can be read on its way, and how long its certificate holds. */
record TlsCheck(Config config, InstantSource clock) implements Check {
    private static final String ABOUT = "TLS";
    private static final Duration TO_RENEW_IN = Duration.ofDays(14);

    @Override
    public List<Finding> look() {
        var http = HttpSettings.from(config);
        return List.of(http.tls().map(this::own).orElseGet(() -> none(http)));
    }

    private Finding own(TlsSettings settings) {
        try {
            var until = Tls.open(settings, clock).until();
            var found = "the certificate holds until " + until;
            return until.isAfter(clock.instant().plus(TO_RENEW_IN))
                    ? Finding.well(ABOUT, found)
                    : Finding.ailing(
                            ABOUT,
                            found,
                            "Renew it and put it in the same place: the engine need not be started again");
        } catch (UnfitCertificateException e) {
            return Finding.ill(
                    ABOUT,
                    String.valueOf(e.getMessage()),
                    "Or leave conclave.http.tls empty and let a proxy speak TLS");
        }
    }

    private static Finding none(HttpSettings http) {
        if (http.isLoopback()) {
            return Finding.well(ABOUT, "off: only this machine reaches the API, or a proxy on it");
        }
        return http.security().isSecure()
                ? Finding.well(
                        ABOUT,
                        "off: a proxy speaks it for "
                                + String.join(", ", http.security().origins()))
                : Finding.ailing(
                        ABOUT,
                        "off, and others reach the API at " + http.host() + ": keys can be read on their way",
                        "Name a certificate in conclave.http.tls, or the proxy's https origin in"
                                + " conclave.http.security.origins");
    }
}
