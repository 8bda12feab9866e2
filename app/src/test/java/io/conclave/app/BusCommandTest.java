package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.ConsumerSettings;
import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.Retry;
import io.conclave.persistence.streams.StreamName;
import io.conclave.testkit.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bus} as its users call it, on a Redis server. */
class BusCommandTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aDeadLetterIsShownRequeuedAndDone() throws Exception {
        try (var server = RedisServer.start();
                var bus = bus(server)) {
            var config = config("redis", server.url());
            var group = ConsumerSettings.of("rounds").retry(Retry.never());
            var fails = bus.consume(
                    StreamName.VOTES,
                    group,
                    _ -> CompletableFuture.failedFuture(new IllegalStateException("too late")));
            bus.publish(StreamName.VOTES, Item.of("v1", "{\"up\":1}"))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            JsonNode dead = json(config, "dead", "votes");
            while (dead.isEmpty()) {
                dead = json(config, "dead", "votes");
            }
            fails.close();

            assertThat(dead.at("/0/id").asText()).isEqualTo("v1");
            assertThat(dead.at("/0/group").asText()).isEqualTo("rounds");
            assertThat(dead.at("/0/reason").asText()).isEqualTo("IllegalStateException: too late");
            assertThat(dead.at("/0/body").asText()).isEqualTo("{\"up\":1}");
            assertThat(run("pause", "votes", "--reason", "to look at it", "--config", config))
                    .isZero();
            assertThat(json(config, "requeue", "votes", dead.at("/0/letter").asText()))
                    .isEqualTo(new ObjectMapper().readTree("{\"stream\":\"votes\",\"did\":\"requeue\",\"items\":1}"));

            var status = json(config, "status", "votes").get(0);
            assertThat(status.at("/paused").asText()).isEqualTo("to look at it");
            assertThat(status.at("/dead").asInt()).isZero();
            assertThat(status.at("/groups/0/waiting").asInt()).isEqualTo(1);
            assertThat(status.at("/groups/0/died").asInt()).isEqualTo(1);
            assertThat(json(config, "drain", "votes").at("/items").asInt()).isEqualTo(1);
            assertThat(run("resume", "votes", "--config", config)).isZero();
            assertThat(json(config, "status", "votes").at("/0/paused").isMissingNode())
                    .isTrue();
            assertThat(run("status", "--config", config)).isZero();
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("bars ", "orders ", "rounds: 0 waiting");
        }
    }

    @Test
    void whatCannotBeLookedAtIsSaidInOneSentence() throws Exception {
        var server = RedisServer.start();
        var config = config("redis", server.url());
        server.close();

        assertThat(run("status", "--config", config)).isEqualTo(1);
        assertThat(run("status", "--config", config("memory", server.url()))).isEqualTo(2);
        assertThat(run("pause", "--config", config("redis", server.url()))).isEqualTo(1);

        assertThat(complained.toString())
                .contains(
                        "conclave: Redis does not answer at 127.0.0.1:" + server.port(),
                        "conclave: conclave.bus.kind is memory");
    }

    private static Bus bus(RedisServer server) {
        return Bus.open(ConfigFactory.parseMap(Map.of("conclave.bus.kind", "redis", "conclave.bus.url", server.url()))
                .withFallback(ConfigFactory.load()));
    }

    private String config(String kind, String url) throws Exception {
        var file = Files.createTempFile(folder, "bus", ".conf");
        Files.writeString(
                file,
                "conclave.bus { kind = " + kind + ", url = \"" + url + "\", start-patience = 200 ms }",
                StandardCharsets.UTF_8);
        return file.toString();
    }

    private JsonNode json(String config, String... words) throws Exception {
        said.reset();
        var all = Stream.concat(Stream.of(words), Stream.of("--json", "--config", config))
                .toArray(String[]::new);
        assertThat(run(all)).as(complained.toString()).isZero();
        return new ObjectMapper().readTree(said.toByteArray());
    }

    private int run(String... words) {
        var all = Stream.concat(Stream.of("bus"), Stream.of(words)).toArray(String[]::new);
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(all);
    }
}
