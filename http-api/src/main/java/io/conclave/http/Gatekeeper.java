package io.conclave.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Who may talk to a server that trusts its own machine: not a web page from elsewhere.
 *
 * <p>A page of another site could make the browser call us, through a name it points at 127.0.0.1 (so the Host header
 * must name loopback) or across origins (so whatever acts, and the stream, must come from our own page or from no page).
 */
final class Gatekeeper {
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d{1,5})?");

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

    private final long maxBodyBytes;

    Gatekeeper(long maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** Why a request is not let in; empty if it is. */
    Optional<Problem> objection(HttpRequest request) {
        var host = header(request, "Host").orElse("");
        if (!LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(Problem.of(
                    421,
                    "Misdirected request",
                    "host_not_allowed",
                    "This server answers to localhost and loopback addresses only: open http://127.0.0.1."));
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
        if (tooLong) {
            return Optional.of(Problem.of(
                    413, "Content too large", "too_large", "A body may have " + maxBodyBytes + " bytes at most."));
        }
        return Optional.empty();
    }

    /** The response with what tells a browser to stay careful; what a response set itself stays. */
    HttpResponse guarded(HttpResponse response) {
        var guarded = response;
        for (HttpHeader header : HEADERS) {
            if (response.getHeader(header.name()).isEmpty()) {
                guarded = guarded.addHeader(header);
            }
        }
        return guarded;
    }

    private static boolean acts(HttpRequest request) {
        var method = request.method();
        boolean reads = method.equals(HttpMethods.GET) || method.equals(HttpMethods.HEAD);
        return !reads || request.getAttribute(AttributeKeys.webSocketUpgrade).isPresent();
    }

    private static boolean isOurs(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    private static Optional<String> header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }
}
