package io.conclave.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.report.RunReport;
import io.conclave.app.session.Settings;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.Patience;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run on two nodes: what it decides is what one node decides, wherever agents, rounds and desk happen to be. */
class SharedRunTest {
    private static final Duration INTERVAL = Duration.ofMinutes(15);
    private static final int CLOSINGS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final int port = freePort();
    private final int management = freePort();

    @Test
    void twoNodesDecideWhatOneDecides() throws Exception {
        RecordedTape week = BitstampTape.read(INTERVAL).tape();
        var tape = week.truncatedAt(week.closings().get(CLOSINGS - 1));
        try (var postgres = PostgresServer.start();
                var redis = RedisServer.start();
                var other = RedisServer.start()) {
            var alone = settings(postgres.freshDatabase(), postgres.user(), redis, "alone", Map.of());
            var expected = aloneOn(alone, tape);

            var url = postgres.freshDatabase();
            var first =
                    CompletableFuture.supplyAsync(() -> open(settings(url, postgres.user(), other, "first", among(1))));
            var second = CompletableFuture.supplyAsync(
                    () -> open(settings(url, postgres.user(), other, "second", among(2))));
            try (var one = first.get(60, TimeUnit.SECONDS);
                    var two = second.get(60, TimeUnit.SECONDS)) {
                var heard = new ConcurrentLinkedQueue<Integer>();
                one.session().engine().onStep("listener", step -> heard.add(step.steps()));
                two.session().engine().onStep("listener", step -> heard.add(step.steps()));
                new Player(one.bus(), tape, NewsArchive.of(List.of()), _ -> "part", trouble -> {}).play(0);
                var report = one.session().report().get(120, TimeUnit.SECONDS);
                var same = two.session().report().get(30, TimeUnit.SECONDS);

                assertThat(report.decisionHash())
                        .isEqualTo(expected.decisionHash())
                        .isNotEmpty();
                assertThat(same.decisionHash()).isEqualTo(expected.decisionHash());
                assertThat(report.rounds()).isEqualTo(CLOSINGS);
                Patience.until("both hear of the last closing", () -> Collections.frequency(heard, CLOSINGS) == 2);
                Patience.until("all on the bus and in the read models", () -> drained(one) && drained(two));
            }
        }
    }

    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunReport aloneOn(Config config, RecordedTape tape) throws Exception {
        try (var node = open(config)) {
            new Player(node.bus(), tape, NewsArchive.of(List.of()), _ -> "part", trouble -> {}).play(0);
            return node.session().report().get(120, TimeUnit.SECONDS);
        }
    }

    private static boolean drained(Node node) {
        return node.session().unprojected() == 0 && node.unpublished() == 0;
    }

    private static Node open(Config config) {
        return Node.open(config, symbol -> BitstampTape.BTC_USD, System.nanoTime());
    }

    private Map<String, Object> among(int host) {
        return Map.of(
                "conclave.cluster.enabled",
                true,
                "conclave.cluster.host",
                "127.0.0." + host,
                "conclave.cluster.port",
                port,
                "conclave.cluster.management-port",
                management,
                "conclave.cluster.nodes",
                2,
                "conclave.cluster.seeds",
                List.of("127.0.0.1:" + management, "127.0.0.2:" + management));
    }

    private Config settings(String url, String user, RedisServer redis, String name, Map<String, Object> more) {
        var overrides = new HashMap<String, Object>(Map.of(
                "conclave.data-dir",
                folder.resolve(name).toString(),
                "conclave.journal.kind",
                "postgres",
                "conclave.journal.url",
                url,
                "conclave.journal.user",
                user,
                "conclave.round.roster",
                List.of("analyst", "risk"),
                "conclave.consensus.required",
                "risk",
                "conclave.run.name",
                "shared",
                "conclave.run.pace",
                "virtual",
                "conclave.bus.kind",
                "redis",
                "conclave.bus.url",
                redis.url()));
        overrides.putAll(more);
        return Settings.load(Optional.empty(), overrides);
    }
}
