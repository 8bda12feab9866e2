package io.conclave.app.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs for the nodes of a cluster, and for nothing else: whom it has signed for is one of them. Keys are of the curve P-256. */
public final class Authority {
    /** Of its two files. */
    public static final String NAME = "authority";

    /** Machines' clocks differ. */
    private static final Duration BEFORE_NOW = Duration.ofMinutes(10);

    private static final int SERIAL_BITS = 128;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final SecureRandom DICE = new SecureRandom();

    private final Pair own;
    private final InstantSource clock;

    private Authority(Pair own, InstantSource clock) {
        this.own = own;
        this.clock = clock;
    }

    /** A new one, that signs for itself. */
    public static Authority make(String name, Duration holds, InstantSource clock) {
        var keys = keys();
        var subject =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
        var now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                serial(),
                Date.from(now.minus(BEFORE_NOW)),
                Date.from(now.plus(holds)),
                subject,
                keys.getPublic());
        try {
            // It makes no further authorities.
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(new Pair(signed(builder, keys.getPrivate()), keys.getPrivate()), clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK can make a certificate", e);
        }
    }

    /** @throws IllegalArgumentException if there is none in this folder */
    public static Authority open(Path folder, InstantSource clock) {
        return new Authority(Pair.read(folder, NAME), clock);
    }

    /**
     * A node's, for both ends of a connection.
     *
     * @param node for people
     * @param cluster the name by which all nodes know each other
     * @param hosts further names and addresses that it holds for
     * @throws IllegalArgumentException if the authority ends before the certificate would
     */
    public Pair node(String node, String cluster, List<String> hosts, Duration holds) {
        var now = clock.instant();
        var until = now.plus(holds);
        var last = own.certificate().getNotAfter().toInstant();
        if (until.isAfter(last)) {
            throw new IllegalArgumentException(
                    "The authority itself holds until " + last + ": ask for fewer days, or make a new one");
        }
        var keys = keys();
        var builder = new JcaX509v3CertificateBuilder(
                own.certificate(),
                serial(),
                Date.from(now.minus(BEFORE_NOW)),
                Date.from(until),
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, node).build(),
                keys.getPublic());
        try {
            describe(builder, keys, cluster, hosts);
            return new Pair(signed(builder, own.key()), keys.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK can make a certificate", e);
        }
    }

    private void describe(X509v3CertificateBuilder builder, KeyPair keys, String cluster, List<String> hosts)
            throws IOException, GeneralSecurityException {
        var names = Stream.concat(
                        Stream.of(new GeneralName(GeneralName.dNSName, cluster)),
                        hosts.stream().map(Authority::name))
                .toArray(GeneralName[]::new);
        var identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(own.certificate()));
    }

    private static GeneralName name(String host) {
        return new GeneralName(ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new IllegalArgumentException("The authority's key is none of the curve P-256", e);
        }
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK knows the curve P-256", e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS - 1, DICE).add(BigInteger.ONE);
    }

    public Pair own() {
        return own;
    }
}
