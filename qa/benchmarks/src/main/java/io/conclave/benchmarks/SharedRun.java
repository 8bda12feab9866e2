package io.conclave.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.persistence.Database;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.streams.Bus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One run on so many nodes, each {@code ./conclave run} in a process of its own at an address of its own on loopback: virtual
 * pace, no costs, no page. All runs on the same servers find the models that the first of them trained.
 */
final class SharedRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final NodeServers servers;
    private final String run;
    private final RecordedTape market;
    private final JournalBed bed;
    private final Database database;
    private final Bus bus;
    private final List<Node> nodes = new ArrayList<>();

    private record Node(String address, Process process, Path log) {}

    private SharedRun(NodeServers servers, String run, RecordedTape market) {
        this.servers = servers;
        this.run = run;
        this.market = market;
        this.bed = new JournalBed(servers.postgres());
        this.database = Database.open(bed.config());
        this.bus = Bus.open(ConfigFactory.parseMap(settings()).withFallback(ConfigFactory.load()));
    }

    // ---- its nodes

    /** A node that listens for no other. */
    static SharedRun alone(NodeServers servers, String run, RecordedTape market) {
        var shared = new SharedRun(servers, run, market);
        shared.begin("127.0.0.1", shared.settings());
        return shared;
    }

    /**
     * Nodes of one cluster; returns when all of them are in it.
     *
     * @param port another for each cluster that is not gone yet; nodes listen there and at the next port
     */
    static SharedRun among(NodeServers servers, String run, RecordedTape market, int count, int port) {
        var shared = new SharedRun(servers, run, market);
        try (var membership = new Membership(port + 1)) {
            // One after the other: what starts at once on shared cores may not hear from its servers in time.
            for (int number = 1; number <= count; number++) {
                var address = address(number);
                shared.begin(address, shared.clustered(number, count, port));
                shared.await("to answer at " + address, () -> membership.answers(address));
            }
            shared.await("to a cluster of " + count, () -> membership.up(address(1)) == count);
        } catch (NotMeasuredException e) {
            shared.close();
            throw e;
        }
        return shared;
    }

    private static String address(int number) {
        return "127.0.0." + number;
    }

    private SortedMap<String, String> settings() {
        var settings = BenchNode.settings(servers, run, bed.config().jdbcUrl());
        settings.put("conclave.run.pace", "virtual");
        settings.put(
                "conclave.quant.model-directory",
                servers.folder().resolve("models").toString());
        int place = 0;
        for (var symbol : market.symbols()) {
            // A list is set by its places; the JVM's options know no brackets.
            settings.put("conclave.run.instruments." + place++, symbol.name());
        }
        return settings;
    }

    private SortedMap<String, String> clustered(int number, int count, int port) {
        var settings = new TreeMap<>(settings());
        // A run that finds another node's folder takes another name.
        settings.put(
                "conclave.data-dir", servers.folder().resolve("data-" + number).toString());
        settings.put("conclave.cluster.enabled", "true");
        settings.put("conclave.cluster.host", address(number));
        settings.put("conclave.cluster.port", Integer.toString(port));
        settings.put("conclave.cluster.management-port", Integer.toString(port + 1));
        settings.put("conclave.cluster.nodes", Integer.toString(count / 2 + 1));
        for (int seed = 1; seed <= count; seed++) {
            settings.put("conclave.cluster.seeds." + (seed - 1), address(seed));
        }
        return settings;
    }

    private void begin(String address, SortedMap<String, String> settings) {
        var log = servers.folder().resolve(run + "-" + address + ".log");
        try {
            nodes.add(new Node(address, BenchNode.started(settings, log, "--headless"), log));
        } catch (IOException e) {
            throw new NotMeasuredException("A node cannot be started: " + e.getMessage(), e);
        }
    }

    /** {@code kill -9}. */
    void kill(String address) {
        var lost = nodes.stream()
                .filter(node -> node.address().equals(address))
                .findFirst()
                .orElseThrow();
        nodes.remove(lost);
        lost.process().destroyForcibly().onExit().join();
    }

    /** The address of the node that is not lost and has been there longest, which has the conductor. */
    String oldest(int port) {
        try (var membership = new Membership(port + 1)) {
            return membership
                    .oldest(nodes.getFirst().address())
                    .orElseThrow(() -> new NotMeasuredException("No node says who leads: " + said()));
        }
    }

    // ---- its market

    /** Publishes the whole market as fast as it is taken. */
    void play() throws InterruptedException {
        new Player(bus, market, NewsArchive.of(List.of()), symbol -> "made-up", trouble -> {}).play(0);
    }

    /** Returns when so many closings are done. */
    void awaitSteps(int steps) {
        // The conductor's first word is that the run has begun.
        awaitWord("to closing " + steps, steps + 1);
    }

    /** Returns what was decided, and when, once the run is over. */
    DecisionTimes awaitEnd() {
        awaitWord("to its end", market.closings().size() + 2);
        return DecisionTimes.of(database.journal(), run);
    }

    /** Looks for one row by its key, so that what is measured hardly notices. */
    private void awaitWord(String what, int sequence) {
        var conductor = "Conductor|" + run;
        await(
                what,
                () -> !database.journal()
                        .events(conductor, sequence - 1, sequence)
                        .isEmpty());
    }

    private void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (nodes.stream().anyMatch(node -> !node.process().isAlive()) || System.nanoTime() > deadline) {
                throw new NotMeasuredException("Run " + run + " does not come " + what + ": " + said());
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private String said() {
        var all = new StringBuilder();
        for (var node : nodes) {
            all.append("---- ").append(node.address()).append('\n');
            try {
                all.append(Files.readString(node.log()));
            } catch (IOException e) {
                all.append("what it said is lost: ").append(e.getMessage()).append('\n');
            }
        }
        return all.toString();
    }

    /** The run is over, so its nodes need not leave in good order. */
    @Override
    public void close() {
        nodes.forEach(node -> node.process().destroyForcibly());
        nodes.forEach(node -> node.process().onExit().join());
        bus.close();
        database.close();
    }
}
