package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.system.audit.Audit;
import io.conclave.system.crash.Undisturbed;
import io.conclave.system.engine.EngineProcess;
import io.conclave.system.engine.Progress;
import io.conclave.system.engine.TheWeek;
import io.conclave.system.engine.Workplace;
import io.conclave.testkit.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The week without costs, decided by three nodes on hosts of their own: in virtual time, so that whatever is done to them may
 * cost time and nothing else. The feed speaks from beside the stores.
 */
final class SharedWeek implements AutoCloseable {
    static final int NODES = 3;
    static final int CLOSINGS = 640;

    /** The longest that the run may stand still, whatever was done. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String RUN = "paper";
    private static final int MANAGEMENT = 7626;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final ClusterHosts hosts;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final Progress progress = new Progress(database, RUN);
    private @Nullable EngineProcess feed;

    /** Three hosts whose nodes are yet to be started; aborts the test where there can be no laboratory. */
    static SharedWeek in(Path folder) {
        return new SharedWeek(folder.toAbsolutePath());
    }

    private SharedWeek(Path folder) {
        this.folder = folder;
        var trust = Trust.made(folder.resolve("trust"));
        hosts = ClusterHosts.of(
                NODES, folder, (place, host) -> member(trust.given(decisive(place), host), host), _ -> oldest());
        database.setUrl(hosts.database());
        database.setUser(ClusterHosts.USER);
        database.setPassword(ClusterHosts.PASSWORD);
        database.setConnectTimeout(2);
        made(place("keys"), "keys", "create", "--role", "viewer", "--label", "watcher");
    }

    private static Workplace decisive(Workplace place) {
        var told = place;
        for (String option : Undisturbed.quickStart()) {
            told = told.option(option);
        }
        return told.sharingModelsOf(TheWeek.played().place())
                .with("conclave.run.name", RUN)
                .with("conclave.run.pace", "virtual")
                .with("conclave.paper.fee-bps", 0)
                .with("conclave.paper.slippage-bps", 0)
                .with("conclave.backtest.deadline", "2s");
    }

    private static Workplace member(Workplace place, Host host) {
        var told = place.with("conclave.cluster.enabled", true)
                .with("conclave.cluster.host", host.address())
                .with("conclave.cluster.nodes", 2);
        var network = host.address().substring(0, host.address().lastIndexOf('.'));
        for (int i = 0; i < NODES; i++) {
            // A list is set by its places; the JVM's options know no brackets.
            told = told.with("conclave.cluster.seeds." + i, network + "." + (i + 1));
        }
        return told;
    }

    private Workplace place(String name) {
        return decisive(hosts.onTheStores(folder.resolve(name))).on(hosts.lab().stores());
    }

    private static void made(Workplace place, String... command) {
        var ended = place.run(command);
        assertThat(ended.exitCode()).as(ended.stderr()).isZero();
    }

    ClusterHosts hosts() {
        return hosts;
    }

    Progress progress() {
        return progress;
    }

    /** All nodes at once; returns when each says that it is ready for the next closing. */
    void begin(Duration within) {
        hosts.nodes().forEach(ClusterNode::start);
        hosts.nodes().forEach(node -> node.awaitOk("/health/live", within));
    }

    /** @param speed how much faster than the market was it speaks */
    void startFeed(String speed) {
        feed = place("feed").start("feed", "--bundled", "--speed", speed);
    }

    /** The number of the host whose node leads: any node that answers is asked, for as long as none does. */
    private int oldest() {
        for (long begun = System.nanoTime(); System.nanoTime() - begun < PATIENCE.toNanos(); ) {
            for (var node : hosts.nodes()) {
                var told = members(node.host());
                if (told.isPresent()) {
                    return told.get();
                }
            }
        }
        throw new AssertionError("No node says who leads");
    }

    private Optional<Integer> members(Host host) {
        var asked = URI.create("http://" + host.address() + ":" + MANAGEMENT + "/cluster/members");
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(asked).timeout(Duration.ofSeconds(2)).build(), BodyHandlers.ofString());
            var oldest = URI.create(JSON.readTree(answer.body()).path("oldest").asText());
            return hosts.nodes().stream()
                    .filter(node -> node.host().address().equals(oldest.getHost()))
                    .map(node -> Integer.parseInt(node.host().name()))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted while nodes were asked", e));
        }
    }

    /** Waits until the run has come that far, or is over. */
    void awaitStep(int step) {
        progress.await(step, () -> false, PATIENCE);
    }

    /**
     * Waits for the run's end, has the nodes leave, and holds what they left behind against everything it must be.
     *
     * @return what is wrong; empty if nothing is
     */
    List<String> findings() {
        // One more than closings: the end is journalled, too.
        awaitStep(CLOSINGS + 1);
        hosts.nodes().stream().filter(ClusterNode::isAlive).forEach(ClusterNode::stop);
        // What is not published and not in the read models yet, whoever comes next brings.
        made(place("last"), "run", "--until-end", "--headless");
        return Audit.findings(database, RUN, Optional.of(TheWeek.played().hashWithoutCosts()));
    }

    /** What all nodes said, for whoever must find out why. */
    String said() {
        var all = new StringBuilder();
        hosts.nodes().forEach(node -> all.append(node.said()));
        return all.toString();
    }

    @Override
    public void close() {
        try (hosts;
                http) {
            if (feed != null) {
                feed.close();
            }
        }
    }
}
