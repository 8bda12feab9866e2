package io.conclave.http.tls;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;

/**
 * The server's side of TLS 1.3 and 1.2, with the JDK's own means and only with ciphers that authenticate what they hide. A
 * certificate that is renewed in its file is shown to whoever connects from then on.
 */
public final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final RenewedIdentity identity;
    private final SSLContext context;
    private final String[] ciphers;

    private Tls(RenewedIdentity identity, SSLContext context) {
        this.identity = identity;
        this.context = context;
        this.ciphers = Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_"))
                .toArray(String[]::new);
    }

    /**
     * Reads both files.
     *
     * @param clock tells whether the certificate holds
     * @throws UnfitCertificateException if a file is missing, others can read the key, the two do not belong together, or the
     *     certificate does not hold now
     */
    public static Tls open(TlsSettings settings, InstantSource clock) {
        var identity = new RenewedIdentity(settings, clock);
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {identity}, null, null);
            return new Tls(identity, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS", e);
        }
    }

    /** For a server to bind with. */
    public HttpsConnectionContext connections() {
        return ConnectionContext.httpsServer(this::engine);
    }

    /** When the certificate that is shown now expires. */
    public Instant until() {
        return identity.identity().until();
    }

    private SSLEngine engine() {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(ciphers);
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
