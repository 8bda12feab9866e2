package io.conclave.http.security;

import io.conclave.http.problem.Problem;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Keeps out web pages from elsewhere, before anybody is asked for a key.
 *
 * <p>A page of another site could make the browser call us, through a name it points at our address (so the Host header
 * must be one of ours) or across origins (so whatever acts, and the stream, must come from our own page or from no page).
 */
final class Gatekeeper {
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d{1,5})?");

    /** An address cannot be rebound: a browser asks nobody what it means. */
    private static final Pattern ADDRESS =
            Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[[0-9a-f:]+])(:\\d{1,5})?");

    private static final List<HttpHeader> HEADERS = List.of(
            RawHeader.create(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("X-Frame-Options", "DENY"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"),
            RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
            RawHeader.create("Cache-Control", "no-store"));

    private static final HttpHeader HSTS = RawHeader.create("Strict-Transport-Security", "max-age=31536000");

    private final boolean onLoopback;
    private final SecuritySettings settings;
    private final long maxBodyBytes;
    private final List<HttpHeader> headers = new ArrayList<>(HEADERS);

    /** @param onLoopback whether only this machine can reach the server */
    Gatekeeper(boolean onLoopback, SecuritySettings settings, long maxBodyBytes) {
        this.onLoopback = onLoopback;
        this.settings = settings;
        this.maxBodyBytes = maxBodyBytes;
        if (settings.isSecure()) {
            headers.add(HSTS);
        }
    }

    /** Why a request is not let in; empty if it is. */
    Optional<Problem> objection(HttpRequest request) {
        var host = header(request, "Host").orElse("").toLowerCase(Locale.ROOT);
        if (!isOurs(host)) {
            return Optional.of(Problem.of(
                    421,
                    "Misdirected request",
                    "host_not_allowed",
                    "This server does not answer to that name: conclave.http.security.origins lists those it has,"
                            + " beside loopback addresses."));
        }
        var origin = header(request, "Origin");
        if (origin.isPresent() && acts(request) && !isOurs(origin.get(), host)) {
            return Optional.of(Problem.of(
                    403,
                    "Forbidden",
                    "origin_not_allowed",
                    "Pages of other origins may not do this: use the page that this server serves."));
        }
        boolean tooLong = request.entity().getContentLengthOption().orElse(0) > maxBodyBytes;
        return tooLong ? Optional.of(tooLarge()) : Optional.empty();
    }

    Problem tooLarge() {
        return Problem.of(413, "Content too large", "too_large", "A body may have " + maxBodyBytes + " bytes at most.");
    }

    long maxBodyBytes() {
        return maxBodyBytes;
    }

    /** The response with what tells a browser to stay careful; what a response set itself stays. */
    HttpResponse guarded(HttpResponse response) {
        var guarded = response;
        for (HttpHeader header : headers) {
            if (response.getHeader(header.name()).isEmpty()) {
                guarded = guarded.addHeader(header);
            }
        }
        return guarded;
    }

    /** Whether a request was made on this machine, by nobody in another's name. */
    static boolean isHere(HttpRequest request) {
        boolean near = address(request).filter(InetAddress::isLoopbackAddress).isPresent();
        var host = header(request, "Host").orElse("").toLowerCase(Locale.ROOT);
        boolean relayed = header(request, "X-Forwarded-For").isPresent()
                || header(request, "Forwarded").isPresent();
        return near && LOOPBACK.matcher(host).matches() && !relayed;
    }

    /** Where a request comes from. */
    static Optional<InetAddress> address(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
    }

    static boolean isUpgrade(HttpRequest request) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade).isPresent();
    }

    private static boolean acts(HttpRequest request) {
        var method = request.method().name();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        return !reads || isUpgrade(request);
    }

    private boolean isOurs(String host) {
        return LOOPBACK.matcher(host).matches()
                || (!onLoopback && ADDRESS.matcher(host).matches())
                || settings.origins().stream()
                        .anyMatch(origin -> URI.create(origin).getRawAuthority().equalsIgnoreCase(host));
    }

    private boolean isOurs(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host)
                || settings.origins().contains(origin);
    }

    static Optional<String> header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }
}
