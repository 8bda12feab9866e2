package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.testkit.ContainerEngine;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One node or three with their stores behind Nginx, as {@code docker/images.sh up} starts it; closed, all of it is gone. */
final class Stack implements AutoCloseable {
    static final List<String> SERVICES = List.of("node", "postgres", "redis", "nginx");

    private static final String PREFIX = "conclave-test-";
    private static final String PINS_GONE = "Debian has gone on";

    private final ContainerEngine engine;
    private final Path folder;
    private final String name;
    private final Map<String, String> settings;
    private final URI origin;
    private final HttpClient client;
    private final Duration start;

    private Stack(ContainerEngine engine, Path folder, String name, Map<String, String> settings, Duration start) {
        this.engine = engine;
        this.folder = folder;
        this.name = name;
        this.settings = settings;
        this.start = start;
        this.origin = URI.create("https://localhost:" + settings.get("CONCLAVE_HTTPS_PORT"));
        this.client = HttpClient.newBuilder()
                .sslContext(trusting(folder.resolve("secrets/certificate.pem")))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Builds all images of what this build has made; with Debian's present packages where it no longer has the pinned ones. */
    static String build(ContainerEngine engine) {
        var script = ProjectRoot.path().resolve("docker/build.sh").toString();
        var said = engine.execute(List.of(script), Map.of());
        if (said.exitCode() == 4 && said.text().contains(PINS_GONE)) {
            System.out.println("The images are built of Debian's present packages: "
                    + said.text().strip());
            said = engine.execute(List.of(script, "--newest"), Map.of());
        }
        assertThat(said.exitCode()).as(said.text()).isZero();
        return said.text();
    }

    /** Starts one node that plays the demo's market and waits until all of it is healthy. */
    static Stack up(ContainerEngine engine, Map<String, String> further) {
        return up(engine, further, "node", List.of("up"));
    }

    /** The same of three nodes, {@code node-1} to {@code node-3}, that share the run. */
    static Stack cluster(ContainerEngine engine, Map<String, String> further) {
        return up(engine, further, "node-1", List.of("up", "--cluster"));
    }

    private static Stack up(ContainerEngine engine, Map<String, String> further, String speaker, List<String> command) {
        var folder = ContainerEngine.folder();
        sweep(engine);
        var name = PREFIX + ProcessHandle.current().pid();
        var settings = new TreeMap<>(Map.of(
                "CONCLAVE_STACK",
                name,
                "CONCLAVE_STACK_DIR",
                folder.toString(),
                "CONCLAVE_ADDRESS",
                "127.0.0.1",
                "CONCLAVE_HTTPS_PORT",
                Integer.toString(freePort()),
                "CONCLAVE_HTTP_PORT",
                Integer.toString(freePort()),
                // An hour of the market in a second.
                "CONCLAVE_RUN_OPTIONS",
                "--bundled --speed 3600"));
        settings.putAll(further);
        long begun = System.nanoTime();
        var said = images(engine, settings, command.toArray(String[]::new));
        if (said.exitCode() != 0) {
            var log = engine.docker("logs", name + "-" + speaker + "-1").text();
            images(engine, settings, "down", "--wipe", "--yes");
            throw new AssertionError("The stack does not come up: " + said.text() + "\nThe node: " + log);
        }
        return new Stack(engine, folder, name, settings, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static ContainerEngine.Said images(ContainerEngine engine, Map<String, String> settings, String... words) {
        var command = new ArrayList<>(
                List.of(ProjectRoot.path().resolve("docker/images.sh").toString()));
        command.addAll(List.of(words));
        return engine.execute(command, settings);
    }

    /** Takes away what a test that was killed has left running. */
    private static void sweep(ContainerEngine engine) {
        var stacks = engine.run(
                        "ps",
                        "-a",
                        "--filter",
                        "name=^" + PREFIX,
                        "--format",
                        "{{.Label \"com.docker.compose.project\"}}")
                .lines()
                .distinct()
                .filter(stack -> ProcessHandle.of(Long.parseLong(stack.substring(PREFIX.length())))
                        .isEmpty())
                .toList();
        for (var stack : stacks) {
            engine.run("compose", "-p", stack, "down", "--volumes");
        }
    }

    /** From nothing but the images to healthy, the making of secrets and of the first key included. */
    Duration start() {
        return start;
    }

    /** Takes all containers away, keeps what they stored, and starts them anew: how long it takes until all are healthy. */
    Duration again() {
        must(images(engine, settings, "down"));
        long begun = System.nanoTime();
        must(images(engine, settings, "up"));
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void must(ContainerEngine.Said said) {
        assertThat(said.exitCode()).as(said.text()).isZero();
    }

    URI origin() {
        return origin;
    }

    /** Where plain HTTP is answered. */
    URI plain() {
        return URI.create("http://localhost:" + settings.get("CONCLAVE_HTTP_PORT"));
    }

    HttpClient client() {
        return client;
    }

    /** Of role viewer. */
    String key() {
        try {
            return Files.readString(folder.resolve("key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- its containers

    String container(String service) {
        return name + "-" + service + "-1";
    }

    /** Its network of this name, as {@code inside}. */
    String network(String network) {
        return name + "_" + network;
    }

    /** What the engine knows of a container, by a template. */
    String inspect(String service, String template) {
        return engine.run("inspect", "-f", template, container(service));
    }

    /** Runs a line of bash within a container, as its own user. */
    ContainerEngine.Said within(String service, String line) {
        return engine.docker("exec", container(service), "bash", "-c", line);
    }

    /** What a query in the database of the node selects: a line a row. */
    List<String> select(String query) {
        var said = engine.docker(
                "exec",
                container("postgres"),
                "sh",
                "-c",
                "PGPASSWORD=$(cat /run/secrets/postgres) exec psql -XqAt -h 127.0.0.1 -U postgres -d conclave -c \"$1\"",
                "sh",
                query);
        assertThat(said.exitCode()).as(said.text()).isZero();
        return said.text().lines().toList();
    }

    // ---- its door

    /** Asks as somebody without a key. */
    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(origin.resolve(path)));
    }

    /** What is answered to the first key, which must be 200. */
    JsonNode told(String path) {
        var response = send(HttpRequest.newBuilder(origin.resolve(path)).header("Authorization", "Bearer " + key()));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            return new ObjectMapper().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while asking " + origin, e);
        }
    }

    /** How many decisions the read models have. */
    int decisions() {
        return Integer.parseInt(select("SELECT count(*) FROM decisions").getFirst());
    }

    /** Ends the JVM of a container as a crash would: without a word. */
    void kill(String service) {
        var _ = within(service, "for p in /proc/[0-9]*; do [[ $(<$p/comm) != java ]] || kill -9 ${p#/proc/}; done");
    }

    /** Whether the recording that the node plays has been decided upon to its end. */
    boolean isThrough() {
        return told("/v1/run").required("state").textValue().equals("finished");
    }

    /** Whether the node behind the door says that it is ready; not, while the door or the node is away. */
    boolean isReady() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        must(images(engine, settings, "down", "--wipe", "--yes"));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext trusting(Path certificate) {
        try (var file = Files.newInputStream(certificate)) {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "door", CertificateFactory.getInstance("X.509").generateCertificate(file));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK can trust a certificate", e);
        }
    }
}
