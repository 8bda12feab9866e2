package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.access.Role;
import io.conclave.http.tls.Tls;
import io.conclave.http.tls.TlsSettings;
import io.conclave.http.tls.UnfitCertificateException;
import io.conclave.testkit.OwnCertificate;
import io.conclave.testkit.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** https and wss at the server's own port, with certificates of the test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path made;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private OwnCertificate ec;
    private OwnCertificate rsa;
    private Path certificate;
    private Path key;

    @BeforeAll
    void make() {
        ec = OwnCertificate.ec(made, "ec");
        rsa = OwnCertificate.rsa(made, "rsa");
    }

    @BeforeEach
    void inPlace() throws IOException {
        certificate = folder.resolve("server.pem");
        key = folder.resolve("server.key");
        put(ec);
    }

    @Test
    void aClientThatTrustsTheCertificateIsServedOverTls() throws Exception {
        try (var api = serving();
                var client = trusting(ec)) {
            var answer = client.send(get(api), HttpResponse.BodyHandlers.ofString());

            assertThat(api.server.uri().getScheme()).isEqualTo("https");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        }
    }

    @Test
    void theOlderProtocolIsSpokenWithCiphersThatAuthenticate() throws Exception {
        var older = new SSLParameters();
        older.setProtocols(new String[] {"TLSv1.2"});
        try (var api = serving();
                var client = HttpClient.newBuilder()
                        .sslContext(ec.trusting())
                        .sslParameters(older)
                        .build()) {
            var session = client.send(get(api), HttpResponse.BodyHandlers.ofString())
                    .sslSession()
                    .orElseThrow();

            assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
            assertThat(session.getCipherSuite()).containsAnyOf("_GCM_", "_CHACHA20_");
        }
        older.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
        try (var api = serving();
                var client = HttpClient.newBuilder()
                        .sslContext(ec.trusting())
                        .sslParameters(older)
                        .build()) {
            assertThatThrownBy(() -> client.send(get(api), HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void theStreamIsServedAtTheSamePort() throws Exception {
        var closed = new CompletableFuture<Integer>();
        try (var api = serving();
                var client = trusting(ec)) {
            var _ = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + CannedAccess.key(Role.VIEWER))
                    .buildAsync(
                            URI.create("wss" + uri(api, "/v1/stream").toString().substring(5)),
                            new WebSocket.Listener() {
                                @Override
                                public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                    closed.complete(code);
                                    return null;
                                }
                            })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join()
                    .sendText("x".repeat(5_000), true);

            assertThat(closed.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(1009);
        }
    }

    @Test
    void aBrowserSendsItsCookieOverTlsOnly() throws Exception {
        try (var api = serving();
                var client = trusting(ec)) {
            var login = client.send(
                    HttpRequest.newBuilder(uri(api, "/v1/session"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"key\":\"" + CannedAccess.key(Role.VIEWER) + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(login.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Secure");
        }
    }

    @Test
    void whoSpeaksPlainlyIsNotServed() throws Exception {
        try (var api = serving();
                var client = HttpClient.newHttpClient()) {
            var plain = URI.create("http" + uri(api, "/health/live").toString().substring(5));

            assertThatThrownBy(() ->
                            client.send(HttpRequest.newBuilder(plain).build(), HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoConnectsAndNeverShakesHandsIsLetGo() throws Exception {
        try (var api = serving("pekko.http.server.idle-timeout = 1s");
                var silent = new Socket(
                        InetAddress.getLoopbackAddress(), api.server.uri().getPort())) {
            silent.setSoTimeout(20_000);

            assertThat(isLetGo(silent)).isTrue();
        }
    }

    @Test
    void aRenewedCertificateIsShownToWhoeverConnectsAfterIt() throws Exception {
        try (var api = serving()) {
            assertThat(shown(api, ec)).isEqualTo(ec.known());

            put(rsa);

            Patience.until("the new one is shown", () -> rsa.known().equals(shown(api, rsa)));
        }
    }

    @Test
    void aRenewalThatIsUnfitLeavesTheOldOne() throws Exception {
        try (var api = serving()) {
            Files.copy(rsa.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            long lookedAgain = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);

            Patience.until("the server has looked again", () -> {
                boolean hasLooked = System.nanoTime() > lookedAgain;
                assertThat(shown(api, ec)).isEqualTo(ec.known());
                return hasLooked;
            });
        }
    }

    @Test
    void whatCannotBeShownToAnybodyIsRefusedInOneSentence() throws IOException {
        Files.delete(key);
        assertThatThrownBy(this::open)
                .isInstanceOf(UnfitCertificateException.class)
                .hasMessage("conclave.http.tls.key: " + key + " is not there");

        put(ec);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::open).hasMessageContaining("can be read or changed by others");

        put(ec);
        Files.copy(rsa.key(), key, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(this::open).hasMessageContaining("holds no EC key, which the certificate was made for");

        put(OwnCertificate.ec(folder, "another"));
        Files.copy(ec.key(), key, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(this::open).hasMessageContaining("is not the key that the certificate was made for");

        put(OwnCertificate.expired(folder, "old"));
        assertThatThrownBy(this::open).hasMessageContaining("server.pem expired at ");

        Files.writeString(certificate, "no certificate");
        assertThatThrownBy(this::open).hasMessageContaining("-----BEGIN CERTIFICATE-----");

        put(ec);
        Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n");
        assertThatThrownBy(this::open)
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void aServerWhoseCertificateIsUnfitDoesNotStart() throws IOException {
        Files.delete(certificate);

        assertThatThrownBy(this::serving)
                .hasStackTraceContaining("conclave.http.tls.certificate: " + certificate + " is not there");
    }

    @Test
    void oneFileWithoutTheOtherIsNoSetting() {
        var tls = ConfigFactory.parseString("certificate = \"a.pem\", key = \"\"");

        assertThatThrownBy(() -> TlsSettings.from(tls))
                .hasMessage(
                        "conclave.http.tls: key is empty and certificate is not: name both files, or none to serve plain"
                                + " HTTP");
    }

    // ---- helpers

    private void put(OwnCertificate pair) throws IOException {
        Files.copy(pair.key(), key, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(pair.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    private Tls open() {
        return Tls.open(new TlsSettings(certificate, key), InstantSource.system());
    }

    private RunningServer serving() throws Exception {
        return serving("");
    }

    private RunningServer serving(String more) throws Exception {
        return RunningServer.over(
                new CannedRun(3, false).engine(),
                CannedAccess.withEveryRole(),
                "conclave.http.tls { certificate = \"" + certificate + "\", key = \"" + key + "\" }, " + more);
    }

    private static boolean isLetGo(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static HttpClient trusting(OwnCertificate certificate) {
        return HttpClient.newBuilder().sslContext(certificate.trusting()).build();
    }

    private static URI uri(RunningServer api, String path) {
        return api.server.uri().resolve(path);
    }

    private static HttpRequest get(RunningServer api) {
        return HttpRequest.newBuilder(uri(api, "/health/live")).build();
    }

    /** The certificate that a new client is shown which trusts that one; null if it is shown another. */
    private static @Nullable Certificate shown(RunningServer api, OwnCertificate trusted) {
        try (var client = trusting(trusted)) {
            return client.send(get(api), HttpResponse.BodyHandlers.ofString())
                    .sslSession()
                    .orElseThrow()
                    .getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError("Nobody showed anything", e);
        } catch (SSLException e) {
            return null;
        } catch (IOException e) {
            throw new AssertionError("Nobody answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
