package io.conclave.http.security;

import io.conclave.http.port.Keys;
import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Cookie;
import org.apache.pekko.http.javadsl.model.headers.HttpCookiePair;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who calls: by a key in {@code Authorization: Bearer}, by a browser's session, or by sitting at this machine. */
public final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
    private static final String COOKIE = "conclave-session";
    private static final String CSRF = "X-CSRF-Token";
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(\\S+) *");

    private final Keys keys;
    private final SecuritySettings settings;
    private final boolean onLoopback;
    private final Sessions sessions;
    private final RateLimits mistakes;

    /** @param cookie the header that makes a browser remember */
    public record LoggedIn(Sessions.Session session, HttpHeader cookie) {}

    /** @param onLoopback whether only this machine can reach the server */
    public Doorkeeper(Keys keys, SecuritySettings settings, boolean onLoopback, InstantSource clock) {
        this.keys = keys;
        this.settings = settings;
        this.onLoopback = onLoopback;
        this.sessions = new Sessions(settings.session(), clock);
        this.mistakes = new RateLimits(settings.mistakes());
    }

    /** @return fails with a {@link ProblemException} if somebody shows what does not hold */
    CompletionStage<Caller> identify(HttpRequest request) {
        var authorization = Gatekeeper.header(request, "Authorization");
        if (authorization.isPresent()) {
            var bearer = BEARER.matcher(authorization.get());
            return holder(request, bearer.matches() ? bearer.group(1) : "")
                    .thenApply(holder -> Caller.of(holder, Caller.Means.KEY));
        }
        return session(request).map(session -> inSession(request, session)).orElseGet(() -> withoutSession(request));
    }

    /** A cookie may be of another server of this machine, or of one that has ended: alone it shuts nobody out. */
    private CompletionStage<Caller> withoutSession(HttpRequest request) {
        var atHome = isAtHome(request) ? asked(keys.none()) : CompletableFuture.completedStage(false);
        return atHome.thenApply(open -> {
            if (!open && token(request).isPresent()) {
                throw new ProblemException(sessionOver());
            }
            return open ? Caller.LOCAL : Caller.ANONYMOUS;
        });
    }

    private boolean isAtHome(HttpRequest request) {
        return settings.openOnLoopback() && onLoopback && Gatekeeper.isHere(request);
    }

    private CompletionStage<Caller> inSession(HttpRequest request, Sessions.Session session) {
        return asked(keys.standing(session.holder().id())).thenApply(check -> {
            if (check instanceof Keys.Good good) {
                return Caller.of(good.holder(), Caller.Means.SESSION);
            }
            token(request).ifPresent(sessions::end);
            throw new ProblemException(sessionOver());
        });
    }

    // ---- whoever stays

    /** By what a request was let in. */
    Proof proof(HttpRequest request) {
        var caller = Caller.of(request);
        return new Proof(
                caller.means(),
                caller.id(),
                caller.means() == Caller.Means.SESSION ? token(request) : Optional.empty());
    }

    /**
     * Why nobody would be let in by it any more, as a code; empty if somebody would.
     *
     * @return fails while nobody knows
     */
    CompletionStage<Optional<String>> objection(Proof proof) {
        boolean isOver = proof.token().isPresent()
                && proof.token().flatMap(sessions::find).isEmpty();
        if (isOver) {
            return CompletableFuture.completedStage(Optional.of("session_over"));
        }
        return switch (proof.means()) {
            case KEY, SESSION ->
                keys.standing(proof.id()).thenApply(check -> switch (check) {
                    case Keys.Good _ -> Optional.<String>empty();
                    case Keys.Unknown _ -> Optional.of("bad_key");
                    case Keys.Revoked _ -> Optional.of("key_revoked");
                    case Keys.Expired _ -> Optional.of("key_expired");
                });
            case PLACE -> keys.none().thenApply(none -> none ? Optional.<String>empty() : Optional.of("no_key"));
            case NOTHING -> CompletableFuture.completedStage(Optional.of("no_key"));
        };
    }

    // ---- browsers

    /**
     * Lets a browser in with a key.
     *
     * @return fails with a {@link ProblemException} if the key does not hold
     */
    public CompletionStage<LoggedIn> logIn(HttpRequest request, String key) {
        return holder(request, key).thenApply(holder -> {
            var opened = sessions.open(holder);
            return new LoggedIn(
                    opened.session(), cookie(opened.token(), settings.session().toSeconds()));
        });
    }

    /** Ends the session a request is in, if it is in one. */
    public HttpHeader logOut(HttpRequest request) {
        token(request).ifPresent(sessions::end);
        return cookie("", 0);
    }

    /** The session that a request is in. */
    public Optional<Sessions.Session> session(HttpRequest request) {
        return token(request).flatMap(sessions::find);
    }

    /** Whether whoever acts in a session is our own page, which alone knows the session's token. */
    boolean isOurPage(HttpRequest request) {
        var said = Gatekeeper.header(request, CSRF).orElse("").getBytes(StandardCharsets.UTF_8);
        return session(request)
                .map(session -> MessageDigest.isEqual(said, session.csrf().getBytes(StandardCharsets.UTF_8)))
                .orElse(false);
    }

    private CompletionStage<Keys.Holder> holder(HttpRequest request, String key) {
        var from = Gatekeeper.address(request).map(InetAddress::getHostAddress).orElse("unknown");
        if (mistakes.isEmpty(from)) {
            return CompletableFuture.failedStage(new ProblemException(Problem.of(
                    429,
                    "Too many requests",
                    "too_many_mistakes",
                    "Too many wrong keys came from your address: wait a minute.")));
        }
        return asked(keys.check(key)).thenApply(check -> switch (check) {
            case Keys.Good good -> good.holder();
            case Keys.Unknown _ ->
                throw mistaken(from, "bad_key", "This is no key of ours: ./conclave keys create makes one.");
            case Keys.Revoked _ -> throw mistaken(from, "key_revoked", "This key was revoked.");
            case Keys.Expired _ -> throw mistaken(from, "key_expired", "This key has expired.");
        });
    }

    /** While nobody knows who holds a key, nobody is let in. */
    private static <T> CompletionStage<T> asked(CompletionStage<T> answer) {
        return answer.exceptionally(fault -> {
            LOG.warn("Keys cannot be checked, so nobody is let in", fault);
            throw new ProblemException(Problem.unavailable(
                    "keys_unavailable", "Keys cannot be checked at the moment, so nobody is let in: try again."));
        });
    }

    private ProblemException mistaken(String from, String code, String detail) {
        var _ = mistakes.take(from);
        return new ProblemException(Problem.of(401, "Unauthorized", code, detail));
    }

    private static Problem sessionOver() {
        return Problem.of(401, "Unauthorized", "session_over", "The session is over: log in again.");
    }

    private static Optional<String> token(HttpRequest request) {
        return request.getHeader(Cookie.class)
                .flatMap(cookies -> StreamSupport.stream(cookies.getCookies().spliterator(), false)
                        .filter(pair -> pair.name().equals(COOKIE))
                        .map(HttpCookiePair::value)
                        .findFirst());
    }

    private HttpHeader cookie(String value, long seconds) {
        return RawHeader.create(
                "Set-Cookie",
                COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                        + (settings.isSecure() ? "; Secure" : ""));
    }
}
