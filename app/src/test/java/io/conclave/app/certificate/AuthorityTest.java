package io.conclave.app.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theJdkBelievesWhatItHasSigned() throws GeneralSecurityException {
        var authority = Authority.make("ours", DAY.multipliedBy(10), CLOCK);
        var node = authority.node("node-1", "conclave", List.of("node-1.example", "10.0.0.1", "fd00::1"), DAY);

        validate(node.certificate(), authority.own().certificate());
        assertThat(node.certificate().getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("conclave", "node-1.example", "10.0.0.1", "fd00:0:0:0:0:0:0:1");
        assertThat(node.certificate().getExtendedKeyUsage())
                .as("server and client")
                .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(node.certificate().getBasicConstraints())
                .as("signs for nobody")
                .isEqualTo(-1);
        assertThat(node.certificate().getNotAfter().toInstant())
                .isBefore(Instant.now().plus(DAY.plusSeconds(1)));
    }

    @Test
    void anotherAuthorityOfTheSameNameIsNotBelieved() {
        var node = Authority.make("ours", DAY.multipliedBy(2), CLOCK).node("node-1", "conclave", List.of(), DAY);
        var other = Authority.make("ours", DAY.multipliedBy(2), CLOCK);

        assertThatThrownBy(() -> validate(node.certificate(), other.own().certificate()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void filesAreForTheirOwnersEyesAloneAndAreReadBack() throws IOException {
        var made = Authority.make("ours", DAY.multipliedBy(2), CLOCK).own();
        var files = made.write(folder.resolve("deep/er"), Authority.NAME);

        for (Path file : List.of(files.certificate(), files.key())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(files.key())).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(Pair.read(folder.resolve("deep/er"), Authority.NAME)).isEqualTo(made);
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        Authority.make("ours", DAY, CLOCK).own().write(folder, Authority.NAME);
        var before = Files.readString(folder.resolve("authority.key"));

        assertThatThrownBy(() -> Authority.make("ours", DAY, CLOCK).own().write(folder, Authority.NAME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("authority.key is there already");
        assertThat(folder.resolve("authority.key")).hasContent(before);
    }

    @Test
    void anAuthorityThatIsNotThereOrIsSomethingElseIsToldSo() throws IOException {
        assertThatThrownBy(() -> Authority.open(folder, CLOCK))
                .hasMessage("There is no " + folder.resolve("authority.pem")
                        + ": ./conclave certificate authority --out " + folder + " makes it");

        Files.writeString(folder.resolve("authority.pem"), "hello");
        assertThatThrownBy(() -> Authority.open(folder, CLOCK)).hasMessageContaining("holds no certificate in PEM");
    }

    @Test
    void aCertificateEndsBeforeItsAuthority() {
        var authority = Authority.make("ours", DAY, CLOCK);

        assertThatThrownBy(() -> authority.node("node-1", "conclave", List.of(), DAY.plusHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The authority itself holds until ");
    }

    private static void validate(X509Certificate certificate, X509Certificate authority)
            throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }
}
