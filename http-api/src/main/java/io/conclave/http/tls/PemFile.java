package io.conclave.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file of {@code -----BEGIN …-----} blocks. Nothing of what is in it ever comes into a message.
 *
 * @param setting whose value the file is, for messages
 */
record PemFile(String setting, Path path) {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    /** All certificates in it, in their order. */
    List<X509Certificate> certificates() {
        try {
            var certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes()))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw unfit("holds no certificate: it begins with -----BEGIN CERTIFICATE-----");
            }
            return certificates;
        } catch (CertificateException e) {
            throw unfit("holds no certificates in PEM, or a broken one: each begins with -----BEGIN CERTIFICATE-----");
        }
    }

    /**
     * The private key in it, which nobody else may read.
     *
     * @param algorithm that it must be of, {@code RSA} or {@code EC}
     */
    PrivateKey key(String algorithm) {
        var text = new String(bytes(), StandardCharsets.US_ASCII);
        requirePrivate();
        var block = PRIVATE_KEY.matcher(text);
        if (!block.find()) {
            throw unfit("holds no key in PKCS#8 without a password (-----BEGIN PRIVATE KEY-----): openssl pkcs8 -topk8"
                    + " -nocrypt makes one of another");
        }
        try {
            var encoded = Base64.getMimeDecoder().decode(block.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unfit("holds no " + algorithm + " key, which the certificate was made for");
        }
    }

    private void requirePrivate() {
        try {
            var allowed = Files.getPosixFilePermissions(path);
            if (FOR_OTHERS.stream().anyMatch(allowed::contains)) {
                throw unfit("can be read or changed by others, so it is no secret: chmod 600 it, and if it was so for"
                        + " long, have a new one made");
            }
        } catch (IOException e) {
            throw unfit("cannot be looked at: " + e.getMessage());
        }
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw unfit("is not there");
        } catch (IOException e) {
            throw unfit("cannot be read: give the engine's user permission to, and nobody else");
        }
    }

    UnfitCertificateException unfit(String why) {
        return new UnfitCertificateException(setting + ": " + path + " " + why);
    }
}
