package io.conclave.http;

import com.typesafe.config.Config;
import io.conclave.http.security.SecuritySettings;
import io.conclave.http.stream.StreamSettings;
import io.conclave.http.tls.TlsSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the API listens and how patient it is.
 *
 * @param host an address or a name; anything but loopback demands keys
 * @param port 0 takes a free one
 * @param answerWithin how long the engine may take before the caller gets 503, or 504 if it was to act
 * @param maxBodyBytes a request with a longer body gets 413
 * @param tls empty for plain HTTP, on loopback or behind a proxy
 */
public record HttpSettings(
        String host,
        int port,
        Duration answerWithin,
        long maxBodyBytes,
        Optional<TlsSettings> tls,
        SecuritySettings security,
        StreamSettings stream) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:]+]?");

    public HttpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("conclave.http.host is empty: 127.0.0.1 is this machine alone");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("conclave.http.port must lie in 0 to 65535, not " + port);
        }
    }

    /** Reads {@code conclave.http}. */
    public static HttpSettings from(Config config) {
        var http = config.getConfig("conclave.http");
        var tls = TlsSettings.from(http.getConfig("tls"));
        var security = SecuritySettings.from(http.getConfig("security"));
        return new HttpSettings(
                http.getString("host"),
                http.getInt("port"),
                http.getDuration("answer-within"),
                http.getBytes("max-body-size"),
                tls,
                tls.isPresent() ? security.overTls() : security,
                StreamSettings.from(http.getConfig("stream")));
    }

    /** Whether only this machine can reach it. A name is never looked up: only {@code localhost} is known. */
    public boolean isLoopback() {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        try {
            return LITERAL.matcher(host).matches()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
