package io.conclave.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.domain.access.Role;
import io.conclave.persistence.Database;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.keys.ApiKeys;
import io.conclave.persistence.streams.Bus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One run on so many nodes, each {@code ./conclave run} in a process of its own at an address of its own on loopback: virtual
 * pace, no costs. All runs on the same servers find the models that the first of them trained.
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

    /**
     * How nodes form a cluster.
     *
     * @param port where each listens for the others; another for each cluster that is not gone yet. Its management is at the
     *     next port, its page at the one after that
     * @param page whether it has one
     * @param pinned whether each may use one processor and no more, no two the same where there are enough
     */
    record Seats(int nodes, int port, boolean page, boolean pinned) {
        static Seats headless(int nodes) {
            return new Seats(nodes, freePort(), false, false);
        }

        static Seats withPages(int nodes) {
            return new Seats(nodes, freePort(), true, false);
        }

        static Seats onOneProcessorEach(int nodes) {
            return new Seats(nodes, freePort(), true, true);
        }

        /** Below those that the kernel gives to connections; not the last cluster's, whose connections linger. */
        private static int freePort() {
            return ThreadLocalRandom.current().nextInt(3_750, 8_000) * 4;
        }

        private int management() {
            return port + 1;
        }

        private URI page(String address) {
            return URI.create("http://" + address + ":" + (port + 2));
        }

        private List<String> held(int number) {
            int processors = Runtime.getRuntime().availableProcessors();
            return pinned ? List.of("taskset", "--cpu-list", Integer.toString((number - 1) % processors)) : List.of();
        }
    }

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
        shared.begin(List.of(), "127.0.0.1", shared.settings(), "--headless");
        return shared;
    }

    /** Nodes of one cluster; returns when all of them are in it. */
    static SharedRun among(NodeServers servers, String run, RecordedTape market, Seats seats) {
        var shared = new SharedRun(servers, run, market);
        try (var membership = new Membership(seats.management())) {
            // One after the other: what starts at once on shared cores may not hear from its servers in time.
            for (int number = 1; number <= seats.nodes(); number++) {
                var address = address(number);
                shared.begin(
                        seats.held(number),
                        address,
                        shared.clustered(number, seats),
                        seats.page() ? "--until-end" : "--headless");
                shared.await("to answer at " + address, () -> membership.answers(address));
            }
            shared.await("to a cluster of " + seats.nodes(), () -> membership.up(address(1)) == seats.nodes());
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

    private SortedMap<String, String> clustered(int number, Seats seats) {
        var settings = new TreeMap<>(settings());
        // A run that finds another node's folder takes another name.
        settings.put(
                "conclave.data-dir", servers.folder().resolve("data-" + number).toString());
        settings.put("conclave.cluster.enabled", "true");
        settings.put("conclave.cluster.host", address(number));
        settings.put("conclave.cluster.port", Integer.toString(seats.port()));
        settings.put("conclave.cluster.management-port", Integer.toString(seats.management()));
        settings.put("conclave.cluster.nodes", Integer.toString(seats.nodes() / 2 + 1));
        settings.put("conclave.http.host", address(number));
        settings.put(
                "conclave.http.port",
                Integer.toString(seats.page(address(number)).getPort()));
        for (int seed = 1; seed <= seats.nodes(); seed++) {
            settings.put("conclave.cluster.seeds." + (seed - 1), address(seed));
        }
        return settings;
    }

    private void begin(List<String> held, String address, SortedMap<String, String> settings, String option) {
        var log = servers.folder().resolve(run + "-" + address + ".log");
        try {
            nodes.add(new Node(address, BenchNode.started(held, settings, log, option), log));
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
    String oldest(Seats seats) {
        try (var membership = new Membership(seats.management())) {
            return membership
                    .oldest(nodes.getFirst().address())
                    .orElseThrow(() -> new NotMeasuredException("No node says who leads: " + said()));
        }
    }

    /** The addresses of all nodes that are not lost, those that came first first. */
    List<String> addresses() {
        return nodes.stream().map(Node::address).toList();
    }

    /** Where the node at an address serves its page and API; of nodes that have one. Returns when it answers. */
    URI page(Seats seats, String address) {
        var page = seats.page(address);
        try (var http = new Calls()) {
            await("to serve at " + page, () -> http.isOk(page.resolve("/health/ready")));
        }
        return page;
    }

    /** The address of the node that has the account's desk. */
    String desk(Seats seats) {
        try (var membership = new Membership(seats.management())) {
            await("to open its desk", () -> addresses().stream().anyMatch(node -> membership.hasDesk(node)));
            return addresses().stream()
                    .filter(membership::hasDesk)
                    .findFirst()
                    .orElseThrow(() -> new NotMeasuredException("The desk of " + run + " wanders: " + said()));
        }
    }

    /** Makes a key of the API; nodes hear of it soon. */
    String key(Role role) {
        var now = Instant.now();
        return database.apiKeys()
                .create(
                        role,
                        "bench",
                        Optional.empty(),
                        new ApiKeys.By("bench", "", "command line"),
                        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano())
                .secret();
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
