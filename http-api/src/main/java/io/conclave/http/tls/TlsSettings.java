package io.conclave.http.tls;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code conclave.http.tls}, or a block like it: what is shown to whoever calls.
 *
 * @param section where it stands, for messages
 * @param certificate PEM: the server's own first, then those between it and a root
 * @param key PEM, PKCS#8 without a password: RSA or EC
 */
public record TlsSettings(String section, Path certificate, Path key) {
    private static final String HTTP = "conclave.http.tls";

    /** Of the HTTP server. */
    public TlsSettings(Path certificate, Path key) {
        this(HTTP, certificate, key);
    }

    /**
     * Reads the block itself; empty if the server speaks plainly.
     *
     * @throws IllegalArgumentException if only one of the two is said
     */
    public static Optional<TlsSettings> from(Config tls) {
        var certificate = tls.getString("certificate");
        var key = tls.getString("key");
        if (certificate.isBlank() != key.isBlank()) {
            throw new IllegalArgumentException("conclave.http.tls: " + (key.isBlank() ? "key" : "certificate")
                    + " is empty and " + (key.isBlank() ? "certificate" : "key")
                    + " is not: name both files, or none to serve plain HTTP");
        }
        return key.isBlank() ? Optional.empty() : Optional.of(new TlsSettings(Path.of(certificate), Path.of(key)));
    }
}
