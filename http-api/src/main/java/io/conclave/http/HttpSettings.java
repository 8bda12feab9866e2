package io.conclave.http;

import com.typesafe.config.Config;
import io.conclave.http.stream.StreamSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where the API listens and how patient it is.
 *
 * @param host a loopback address or {@code localhost}; there are no keys yet, so nothing else is let in
 * @param port 0 takes a free one
 * @param answerWithin how long a read of the engine may take before the caller gets 503
 * @param maxBodyBytes a request with a longer body gets 413
 */
public record HttpSettings(String host, int port, Duration answerWithin, long maxBodyBytes, StreamSettings stream) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:]+]?");

    public HttpSettings {
        requireLoopback(host);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("conclave.http.port must lie in 0 to 65535, not " + port);
        }
    }

    /** Reads {@code conclave.http}. */
    public static HttpSettings from(Config config) {
        var http = config.getConfig("conclave.http");
        return new HttpSettings(
                http.getString("host"),
                http.getInt("port"),
                http.getDuration("answer-within"),
                http.getBytes("max-body-size"),
                StreamSettings.from(http.getConfig("stream")));
    }

    /** A name is never looked up: only {@code localhost} and literal addresses are read. */
    private static void requireLoopback(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return;
        }
        try {
            if (LITERAL.matcher(host).matches() && InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new UnsafeAddressException(host, e);
        }
        throw new UnsafeAddressException(host, null);
    }
}
