package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.ContainerEngine;
import io.conclave.testkit.OwnCertificate;
import io.conclave.testkit.Patience;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The door with nobody behind it: what it says by itself it says as carefully as what the engine says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class DoorTest {
    private static final String NAME =
            "conclave-door-" + ProcessHandle.current().pid();

    @TempDir
    static Path folder;

    private ContainerEngine engine;
    private HttpClient client;
    private URI door;

    @BeforeAll
    void open() throws IOException {
        engine = ContainerEngine.orSkip();
        var build = ProjectRoot.path().resolve("docker/build.sh").toString();
        var built = engine.execute(List.of(build, "nginx"), Map.of());
        assertThat(built.exitCode()).as(built.text()).isIn(0, 4);
        var shown = OwnCertificate.ec(folder, "door");
        Files.setPosixFilePermissions(shown.key(), PosixFilePermissions.fromString("rw-r--r--"));
        // One of its own has a name server, which says at once that there is no engine.
        engine.run("network", "create", NAME);
        engine.run(
                "run",
                "-d",
                "--network",
                NAME,
                "--name",
                NAME,
                "--read-only",
                "--tmpfs",
                "/tmp:size=8m,mode=1777",
                "-p",
                "127.0.0.1::8443",
                "-v",
                shown.certificate() + ":/run/secrets/certificate.pem:ro",
                "-v",
                shown.key() + ":/run/secrets/key.pem:ro",
                "conclave-nginx:local");
        door = URI.create("https://"
                + engine.run("port", NAME, "8443").lines().findFirst().orElseThrow() + "/");
        client = HttpClient.newBuilder().sslContext(shown.trusting()).build();
        Patience.until("it answers", () -> answer().isPresent());
    }

    @AfterAll
    void takeAway() {
        if (engine != null) {
            engine.docker("rm", "--force", NAME);
            engine.docker("network", "rm", NAME);
        }
    }

    @Test
    void whoFindsNobodyBehindItIsToldCarefullyWhenToComeAgain() {
        var answers = new ArrayList<HttpResponse<String>>();
        Patience.until("it listens to us again", () -> {
            answer().ifPresent(answers::add);
            return !answers.isEmpty();
        });
        var away = answers.getFirst();

        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("\"code\":\"engine_away\"");
        assertThat(away.headers().firstValue("retry-after")).contains("2");
        assertCareful(away);
    }

    @Test
    void whoAsksTooOftenIsToldCarefullyWhenToComeAgain() {
        var refused = new ArrayList<HttpResponse<String>>();
        Patience.until("somebody is told to slow down", () -> {
            var asked = Stream.generate(() -> client.sendAsync(request(), BodyHandlers.ofString()))
                    .limit(100)
                    .toList();
            asked.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> answer.statusCode() == 429)
                    .forEach(refused::add);
            return !refused.isEmpty();
        });

        assertThat(refused.getFirst().headers().firstValue("retry-after")).contains("1");
        assertCareful(refused.getFirst());
    }

    private static void assertCareful(HttpResponse<String> answer) {
        assertThat(answer.headers().map())
                .containsEntry("content-type", List.of("application/problem+json"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("x-frame-options", List.of("DENY"))
                .containsEntry("referrer-policy", List.of("no-referrer"))
                .containsEntry("strict-transport-security", List.of("max-age=31536000"))
                .containsKey("content-security-policy");
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(door).timeout(Duration.ofSeconds(20)).build();
    }

    /** Empty while it does not listen, or has just been asked too often. */
    private Optional<HttpResponse<String>> answer() {
        try {
            var answer = client.send(request(), BodyHandlers.ofString());
            return Optional.of(answer).filter(given -> given.statusCode() != 429);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted while asking " + door, e));
        }
    }
}
