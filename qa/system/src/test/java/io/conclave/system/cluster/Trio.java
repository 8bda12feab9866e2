package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.system.crash.Undisturbed;
import io.conclave.system.engine.Workplace;
import io.conclave.testkit.Host;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Three nodes with one run, on hosts of their own, that trust each other by certificates of their own authority. */
final class Trio implements AutoCloseable {
    static final int NODES = 3;

    private static final int MANAGEMENT = 7626;
    private static final Duration TO_TELL = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final UnaryOperator<Workplace> run;
    private final ClusterHosts hosts;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final PGSimpleDataSource database = new PGSimpleDataSource();

    /**
     * Three hosts whose nodes are yet to be started; aborts the test where there can be no laboratory.
     *
     * @param run gives a place the settings of the run, which are the same on all
     */
    static Trio in(Path folder, UnaryOperator<Workplace> run) {
        return new Trio(folder.toAbsolutePath(), run);
    }

    private Trio(Path folder, UnaryOperator<Workplace> run) {
        this.folder = folder;
        this.run = run;
        var trust = Trust.made(folder.resolve("trust"));
        hosts = ClusterHosts.of(
                NODES, folder, (place, host) -> member(trust.given(decisive(place), host), host), _ -> oldest());
        database.setUrl(hosts.database());
        database.setUser(ClusterHosts.USER);
        database.setPassword(ClusterHosts.PASSWORD);
        database.setConnectTimeout(2);
    }

    private Workplace decisive(Workplace place) {
        var told = place;
        for (String option : Undisturbed.quickStart()) {
            told = told.option(option);
        }
        return run.apply(told);
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

    ClusterHosts hosts() {
        return hosts;
    }

    DataSource database() {
        return database;
    }

    /** Where a command of this run may be given beside the nodes, which is no node of theirs. */
    Workplace beside(String name) {
        return decisive(hosts.onTheStores(folder.resolve(name))).on(hosts.lab().stores());
    }

    /** Makes a key of the API; before the first node is started. */
    String key(String role) {
        var made = beside("keys").run("keys", "create", "--role", role, "--label", "cluster", "--json");
        assertThat(made.exitCode()).as(made.stderr()).isZero();
        return made.report().required("key").textValue();
    }

    /** All nodes at once; returns when each answers. */
    void begin(Duration within) {
        hosts.nodes().forEach(ClusterNode::start);
        hosts.nodes().forEach(node -> node.awaitOk("/health/live", within));
    }

    /** Has those that run leave, one after the other. */
    void leave() {
        hosts.nodes().stream().filter(ClusterNode::isAlive).forEach(ClusterNode::stop);
    }

    /** The number of the host whose node leads: any node that answers is asked, for as long as none does. */
    private int oldest() {
        for (long begun = System.nanoTime(); System.nanoTime() - begun < TO_TELL.toNanos(); ) {
            for (var node : hosts.nodes()) {
                var told = oldestBy(node.host());
                if (told.isPresent()) {
                    return told.get();
                }
            }
        }
        throw new AssertionError("No node says who leads");
    }

    private Optional<Integer> oldestBy(Host host) {
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
            throw new AssertionError("Interrupted while nodes were asked", e);
        }
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
            // In this order.
        }
    }
}
