package io.conclave.app.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A certificate and its key, as the files {@code NAME.pem} and {@code NAME.key}: PEM, PKCS#8 without a password. */
public record Pair(X509Certificate certificate, PrivateKey key) {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** Where the two are. */
    public record Place(Path certificate, Path key) {
        static Place in(Path folder, String name) {
            return new Place(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        }
    }

    /**
     * Writes both for their owner's eyes alone; nothing that is there is ever overwritten.
     *
     * @throws IllegalArgumentException if one of the files is there already
     */
    public Place write(Path folder, String name) {
        var files = Place.in(folder, name);
        try {
            Files.createDirectories(folder);
            write(files.key(), "PRIVATE KEY", key.getEncoded());
            write(files.certificate(), "CERTIFICATE", certificate.getEncoded());
            return files;
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(
                    e.getFile()
                            + " is there already, and a key that is in use is never overwritten: name another place",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("No certificate can be written to " + folder + ": " + e.getMessage(), e);
        } catch (CertificateException e) {
            throw new IllegalStateException("A certificate that was just made cannot be written", e);
        }
    }

    private static void write(Path file, String title, byte[] content) throws IOException {
        var text = new StringWriter();
        try (var pem = new PemWriter(text)) {
            pem.writeObject(new PemObject(title, content));
        }
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(file, NEW, mode)) {
            channel.write(StandardCharsets.US_ASCII.encode(text.toString()));
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if one of the files is missing or is something else
     */
    public static Pair read(Path folder, String name) {
        var files = Place.in(folder, name);
        try {
            var certificate = new JcaX509CertificateConverter()
                    .getCertificate(object(files.certificate(), X509CertificateHolder.class));
            var key = new JcaPEMKeyConverter().getPrivateKey(object(files.key(), PrivateKeyInfo.class));
            return new Pair(certificate, key);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "There is no " + e.getFile() + ": ./conclave certificate authority --out " + folder + " makes it",
                    e);
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("The authority in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T> T object(Path file, Class<T> type) throws IOException {
        try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.US_ASCII))) {
            var read = parser.readObject();
            if (!type.isInstance(read)) {
                throw new IOException(
                        file + " holds no " + (type == PrivateKeyInfo.class ? "key" : "certificate") + " in PEM");
            }
            return type.cast(read);
        }
    }

    @Override
    public String toString() {
        return "Pair[" + certificate.getSubjectX500Principal() + "]";
    }
}
