package io.conclave.venues.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To whom a session tells its password: to a server with a certificate of the right name, signed by somebody who is trusted. */
class FixTlsTest {
    private static final String PASSWORD = "changeit";

    /** A server hears why its handshake ended, or finds the connection closed if it was just writing. */
    private static final Class<?>[] NOT_SHAKEN = {SSLException.class, SocketException.class};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whoeverIsTrustedUnderThatNameIsToldTheLogon() throws Exception {
        var keys = keys("localhost");

        assertThat(firstWords(keys, Optional.of(keys))).startsWith("8=FIX.4.4");
    }

    @Test
    void whoeverIsNotTrustedIsToldNothing() throws Exception {
        var keys = keys("localhost");

        assertThatThrownBy(() -> firstWords(keys, Optional.empty())).isInstanceOfAny(NOT_SHAKEN);
    }

    @Test
    void whoeverHasAnotherNameIsToldNothing() throws Exception {
        var keys = keys("elsewhere.example.org");

        assertThatThrownBy(() -> firstWords(keys, Optional.of(keys))).isInstanceOfAny(NOT_SHAKEN);
    }

    /** What a session says first to a server with these keys. */
    private String firstWords(Path keys, Optional<Path> trusted) throws Exception {
        try (var server = server(keys);
                var venue = FixVenue.open(settings(server.getLocalPort(), trusted), InstantSource.system());
                var socket = server.accept()) {
            assertThat(venue.isLoggedOn()).isFalse();
            return new String(socket.getInputStream().readNBytes(9), StandardCharsets.US_ASCII);
        }
    }

    private FixSettings settings(int port, Optional<Path> trusted) {
        return new FixSettings(
                "localhost",
                port,
                "CLIENT",
                "EXCHANGE",
                "account",
                Optional.empty(),
                Optional.of("secret"),
                true,
                trusted,
                List.of(),
                folder.resolve("client"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
    }

    private static SSLServerSocket server(Path keys) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("localhost"));
        server.setSoTimeout(20_000);
        return server;
    }

    /** A key pair with a certificate that it has signed itself. */
    private Path keys(String host) throws IOException, InterruptedException {
        var keys = folder.resolve("keys.jks");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
                        "-storetype",
                        "JKS",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD,
                        "-keypass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
        return keys;
    }
}
