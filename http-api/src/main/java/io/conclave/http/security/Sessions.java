package io.conclave.http.security;

import io.conclave.http.port.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers that are logged in. They end with this process; of what a browser holds only a digest is kept.
 *
 * <p>A session is worth what its key is worth: whoever uses one asks for the key again.
 */
public final class Sessions {
    private static final int MOST = 1_000;
    private static final int TOKEN_BYTES = 32;

    private final Duration length;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byDigest = new LinkedHashMap<>();

    /**
     * A browser that is logged in.
     *
     * @param csrf what our own page must say with everything it does, and others' cannot know
     */
    public record Session(Keys.Holder holder, String csrf, Instant until) {
        @Override
        public String toString() {
            return "Session[" + holder + ", until " + until + "]";
        }
    }

    /** @param token for the browser's cookie */
    record Opened(Session session, String token) {
        @Override
        public String toString() {
            return "Opened[" + session + "]";
        }
    }

    Sessions(Duration length, InstantSource clock) {
        this.length = length;
        this.clock = clock;
    }

    synchronized Opened open(Keys.Holder holder) {
        var now = clock.instant();
        byDigest.values().removeIf(session -> !now.isBefore(session.until()));
        while (byDigest.size() >= MOST) {
            byDigest.remove(byDigest.keySet().iterator().next());
        }
        var token = draw();
        var session = new Session(holder, draw(), now.plus(length));
        byDigest.put(digest(token), session);
        return new Opened(session, token);
    }

    synchronized Optional<Session> find(String token) {
        return Optional.ofNullable(byDigest.get(digest(token)))
                .filter(session -> clock.instant().isBefore(session.until()));
    }

    synchronized void end(String token) {
        byDigest.remove(digest(token));
    }

    private String draw() {
        var drawn = new byte[TOKEN_BYTES];
        random.nextBytes(drawn);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    }

    private static String digest(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
