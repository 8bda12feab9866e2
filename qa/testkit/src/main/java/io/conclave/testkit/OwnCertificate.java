package io.conclave.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for this machine that nobody signed but itself, made by the JDK's keytool, as two PEM files of which others
 * cannot read the key. Takes about a second.
 *
 * @param key PKCS#8 without a password
 * @param known the certificate itself, for whoever is to trust it
 */
public record OwnCertificate(Path certificate, Path key, Certificate known) {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";

    /** A key of the curve P-256, from yesterday until tomorrow. */
    public static OwnCertificate ec(Path folder, String name) {
        return made(folder, name, "-1d", "-keyalg", "EC", "-groupname", "secp256r1");
    }

    /** An RSA key of 2048 bits, from yesterday until tomorrow. */
    public static OwnCertificate rsa(Path folder, String name) {
        return made(folder, name, "-1d", "-keyalg", "RSA", "-keysize", "2048");
    }

    /** The same as {@link #ec}, and over since eight days. */
    public static OwnCertificate expired(Path folder, String name) {
        return made(folder, name, "-10d", "-keyalg", "EC", "-groupname", "secp256r1");
    }

    private static OwnCertificate made(Path folder, String name, String from, String... algorithm) {
        var store = folder.resolve(name + ".p12");
        try {
            keytool(store, from, algorithm);
            var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            var certificate = keys.getCertificate(ALIAS);
            var key = keys.getKey(ALIAS, PASSWORD.toCharArray());
            var keyFile = Files.createFile(
                    folder.resolve(name + ".key"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new OwnCertificate(
                    pem(folder.resolve(name + ".pem"), "CERTIFICATE", certificate.getEncoded()),
                    pem(keyFile, "PRIVATE KEY", key.getEncoded()),
                    certificate);
        } catch (IOException e) {
            throw new UncheckedIOException("No certificate could be made", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("What keytool made cannot be read", e);
        }
    }

    private static void keytool(Path store, String from, String... algorithm) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-startdate",
                from,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(algorithm));
        var log = store.resolveSibling(store.getFileName() + ".log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("keytool made no certificate: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool was making a certificate", e);
        }
    }

    private static Path pem(Path file, String title, byte[] content) throws IOException {
        var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return Files.writeString(
                file,
                "-----BEGIN " + title + "-----\n" + encoder.encodeToString(content) + "\n-----END " + title
                        + "-----\n");
    }

    /** For a client that trusts nobody else. */
    public SSLContext trusting() {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, known);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK can trust a certificate", e);
        }
    }
}
