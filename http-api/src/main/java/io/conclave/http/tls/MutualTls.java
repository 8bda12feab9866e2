package io.conclave.http.tls;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS 1.2 among equals, with keys that are forgotten and ciphers that authenticate: whoever calls and whoever answers shows a
 * certificate that the same authority has signed and that bears a name of ours. Addresses are not compared: those of machines in
 * a cloud are not known when certificates are made.
 *
 * <p>A certificate that is renewed in its file is shown from the next connection on.
 */
public final class MutualTls {
    /**
     * Not 1.3: a connection may then be half closed, which Pekko's streams take for open, so that a node that leaves does not end.
     */
    private static final String[] PROTOCOLS = {"TLSv1.2"};

    /** {@code dNSName} in RFC 5280's list of what a subject may be called. */
    private static final Integer DNS = 2;

    private final RenewedIdentity identity;
    private final SSLContext context;
    private final String[] ciphers;

    /**
     * The files of one who is both caller and called.
     *
     * @param own shown to the others
     * @param authority PEM: whose certificates are believed, one or several
     */
    public record Files(TlsSettings own, Path authority) {
        /**
         * Reads the block itself, with {@code certificate}, {@code key} and {@code authority}; empty if all three are.
         *
         * @param section where the block stands, for messages
         * @throws IllegalArgumentException if only some of the three are said
         */
        public static Optional<Files> from(Config tls, String section) {
            var keys = List.of("certificate", "key", "authority");
            var missing =
                    keys.stream().filter(key -> tls.getString(key).isBlank()).toList();
            if (missing.size() == keys.size()) {
                return Optional.empty();
            }
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException(section + ": " + String.join(" and ", missing)
                        + (missing.size() == 1 ? " is" : " are") + " empty: name all three files, or none");
            }
            var own = new TlsSettings(section, Path.of(tls.getString("certificate")), Path.of(tls.getString("key")));
            return Optional.of(new Files(own, Path.of(tls.getString("authority"))));
        }
    }

    private MutualTls(RenewedIdentity identity, SSLContext context) {
        this.identity = identity;
        this.context = context;
        this.ciphers = Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> suite.startsWith("TLS_ECDHE_"))
                .filter(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_"))
                .toArray(String[]::new);
    }

    /**
     * Reads all three files.
     *
     * @throws UnfitCertificateException if a file is missing, others can read the key, certificate and key do not belong
     *     together, the certificate does not hold now, bears no DNS name, or is not signed by the authority
     */
    public static MutualTls open(Files files, InstantSource clock) {
        var identity = new RenewedIdentity(files.own(), clock);
        var authority = new PemFile(files.own().section() + ".authority", files.authority());
        var believed = authority.certificates();
        var own = identity.identity().chain().getFirst();
        var certificate =
                new PemFile(files.own().section() + ".certificate", files.own().certificate());
        if (namesOf(own).isEmpty()) {
            throw certificate.unfit("bears no DNS name, and nodes know each other by one: have one made with a name");
        }
        if (believed.stream()
                .noneMatch(each -> hasSigned(each, own, identity.identity().chain()))) {
            throw certificate.unfit("was not signed by the authority in " + files.authority()
                    + ": have one made by it, or name the authority that made this one");
        }
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {identity}, trusting(believed), null);
            return new MutualTls(identity, context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS", e);
        }
    }

    private static boolean hasSigned(X509Certificate authority, X509Certificate own, List<X509Certificate> chain) {
        return chain.stream().anyMatch(link -> verifies(authority, link)) || authority.equals(own);
    }

    private static boolean verifies(X509Certificate authority, X509Certificate link) {
        try {
            link.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static TrustManager[] trusting(List<X509Certificate> believed)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < believed.size(); i++) {
            store.setCertificateEntry("authority-" + i, believed.get(i));
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust.getTrustManagers();
    }

    /** For one connection to there. */
    public SSLEngine calling(String host, int port) {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        return confined(engine);
    }

    /** For one connection from somewhere. */
    public SSLEngine answering() {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return confined(engine);
    }

    private SSLEngine confined(SSLEngine engine) {
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(ciphers);
        return engine;
    }

    /** Why the other end is none of us, after a handshake; empty if it is. */
    public Optional<String> stranger(SSLSession session) {
        try {
            Certificate shown = session.getPeerCertificates()[0];
            var ours = namesOf(identity.identity().chain().getFirst());
            var theirs = shown instanceof X509Certificate certificate ? namesOf(certificate) : Set.<String>of();
            return theirs.stream().anyMatch(ours::contains)
                    ? Optional.empty()
                    : Optional.of("The certificate that was shown is for " + theirs
                            + ", and a node of this cluster is called " + String.join(" or ", ours));
        } catch (SSLPeerUnverifiedException e) {
            return Optional.of("No certificate was shown");
        }
    }

    /** When the certificate that is shown now expires. */
    public Instant until() {
        return identity.identity().until();
    }

    private static Set<String> namesOf(X509Certificate certificate) {
        var names = new TreeSet<String>();
        try {
            var all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (DNS.equals(name.get(0))) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return Set.of(); // a name that cannot be read is none
        }
        return names;
    }
}
