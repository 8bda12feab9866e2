package io.conclave.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.app.access.SafeAddress;
import io.conclave.app.doctor.Finding.Health;
import io.conclave.http.HttpSettings;
import io.conclave.http.tls.UnfitCertificateException;
import io.conclave.testkit.OwnCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCheckTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void onThisMachineAloneNobodyNeedsIt() {
        assertThat(found("").health()).isEqualTo(Health.WELL);
    }

    @Test
    void whereOthersReachTheApiItAilsWithoutACertificateOrAProxy() {
        var everywhere = "conclave.http.host = \"0.0.0.0\"";

        assertThat(found(everywhere).health()).isEqualTo(Health.AILING);
        assertThat(found(everywhere + ", conclave.http.security.origins = [\"https://desk.example.org\"]")
                        .found())
                .isEqualTo("off: a proxy speaks it for https://desk.example.org");
    }

    @Test
    void aCertificateIsWellUntilItIsToBeRenewed() {
        var pair = OwnCertificate.ec(folder, "server");
        var settings = with(settings(pair));

        assertThat(new TlsCheck(settings, CLOCK).look().getFirst().health())
                .as("it holds until tomorrow")
                .isEqualTo(Health.AILING);
        assertThat(new TlsCheck(settings, () -> Instant.now().plus(Duration.ofDays(30)))
                        .look()
                        .getFirst()
                        .found())
                .contains("expired at");
    }

    @Test
    void beforeAnythingBeginsTheCertificateIsLookedAtOnLoopbackToo() {
        var settings = with("conclave.http.tls { certificate = \"nowhere.pem\", key = \"nowhere.key\" }");

        assertThatThrownBy(() -> SafeAddress.insistOn(HttpSettings.from(settings), settings, CLOCK))
                .isInstanceOf(UnfitCertificateException.class)
                .hasMessage("conclave.http.tls.certificate: nowhere.pem is not there");
    }

    private static Finding found(String settings) {
        return new TlsCheck(with(settings), CLOCK).look().getFirst();
    }

    private static String settings(OwnCertificate pair) {
        return "conclave.http.tls { certificate = \"" + pair.certificate() + "\", key = \"" + pair.key() + "\" }";
    }

    private static Config with(String settings) {
        return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
    }
}
