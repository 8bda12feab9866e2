package io.conclave.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.domain.access.Role;
import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Access;
import io.conclave.http.port.Engine;
import io.conclave.http.security.AccessTable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The real server on a free port, with a real client beside it. */
final class RunningServer implements AutoCloseable {
    final ActorSystem<Void> system;
    final HttpServer server;
    final Meters meters = new Meters();
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningServer(Engine engine, Access access, AccessTable table, String settings) throws Exception {
        var config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString("""
                        conclave.http.port = 0
                        pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                        pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
                        pekko.loglevel = INFO
                        """))
                .withFallback(ConfigFactory.load());
        system = ActorSystem.create(Behaviors.empty(), "http", config);
        try {
            server = started(config, engine, access, table);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private HttpServer started(Config config, Engine engine, Access access, AccessTable table) throws Exception {
        return HttpServer.start(
                        system, HttpSettings.from(config), engine, access, meters, InstantSource.system(), table)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    static RunningServer over(CannedRun run) throws Exception {
        return over(run.engine(), "");
    }

    static RunningServer over(CannedRun run, String settings) throws Exception {
        return over(run.engine(), settings);
    }

    static RunningServer over(Engine engine, String settings) throws Exception {
        return over(engine, new CannedAccess(), settings);
    }

    static RunningServer over(Engine engine, CannedAccess access, String settings) throws Exception {
        return new RunningServer(engine, access.ports(), AccessTable.API, settings);
    }

    static RunningServer over(Engine engine, CannedAccess access, AccessTable table) throws Exception {
        return new RunningServer(engine, access.ports(), table, "");
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    URI stream() {
        return URI.create("ws://127.0.0.1:" + server.address().getPort() + "/v1/stream");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    /** The same as somebody with a key. */
    HttpResponse<String> get(String path, Role role) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + CannedAccess.key(role)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JsonMapper.builder().build().readTree(response.body());
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
