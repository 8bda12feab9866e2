package io.conclave.http.security;

import com.typesafe.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code conclave.http.security}; each key is explained in {@code reference.conf}.
 *
 * @param openOnLoopback whoever is on this machine may look without a key while none was ever made
 * @param origins under which people reach this server through a proxy: {@code https://desk.example.org}
 * @param encrypted whether this server itself speaks TLS
 * @param session how long a browser stays logged in
 */
public record SecuritySettings(
        boolean openOnLoopback,
        Set<String> origins,
        boolean encrypted,
        Duration session,
        Rate key,
        Rate address,
        Rate mistakes) {

    /**
     * A bucket of tokens.
     *
     * @param burst how many at once, 1 or more
     * @param per how long an empty bucket takes to be full again
     */
    public record Rate(int burst, Duration per) {
        public Rate {
            if (burst < 1 || per.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "conclave.http.security: a rate lets in 1 or more in 1 ms or more, not " + burst + " in "
                                + per);
            }
        }

        private static Rate from(Config rate) {
            return new Rate(rate.getInt("burst"), rate.getDuration("per"));
        }
    }

    /** @param security the block itself */
    public static SecuritySettings from(Config security) {
        var origins = new TreeSet<String>();
        for (String text : security.getStringList("origins")) {
            origins.add(origin(text));
        }
        return new SecuritySettings(
                security.getBoolean("open-on-loopback"),
                origins,
                false,
                security.getDuration("session"),
                Rate.from(security.getConfig("rate.key")),
                Rate.from(security.getConfig("rate.address")),
                Rate.from(security.getConfig("rate.mistakes")));
    }

    private static String origin(String text) {
        var uri = URI.create(text);
        boolean isOrigin = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getRawAuthority() != null
                && uri.getRawPath().isEmpty();
        if (!isOrigin) {
            throw new IllegalArgumentException("conclave.http.security.origins: \"" + text
                    + "\" is no origin: write https://desk.example.org, without a path");
        }
        return text;
    }

    /** The same for a server that speaks TLS itself. */
    public SecuritySettings overTls() {
        return new SecuritySettings(openOnLoopback, origins, true, session, key, address, mistakes);
    }

    /** Whether browsers reach this server over TLS. */
    public boolean isSecure() {
        return encrypted || origins.stream().anyMatch(origin -> origin.startsWith("https:"));
    }
}
