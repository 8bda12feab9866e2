package io.conclave.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.domain.vote.DecisionId;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.StreamName;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./conclave run} with its page, in a process of its own, and its feed in this one: the demo's week of bitcoin, at no
 * cost, so that it trades.
 */
final class BenchNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final String run;
    private final Path log;
    private final Process process;
    private final Connection database;
    private final Bus bus;

    private BenchNode(NodeServers servers, String run, String pace) throws IOException, SQLException {
        var url = servers.postgres().freshDatabase();
        var settings = settings(servers, run, url);
        settings.put("conclave.run.pace", pace);
        this.run = run;
        this.log = servers.folder().resolve(run + ".log");
        this.database = DriverManager.getConnection(url, servers.postgres().user(), "");
        this.bus = Bus.open(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load()));
        this.process = started(List.of(), settings, log, "--until-end");
    }

    /**
     * @param run names it in the journal and on the bus; no other of these servers may have it
     * @param pace {@code live} or {@code virtual}
     */
    static BenchNode start(NodeServers servers, String run, String pace) {
        try {
            return new BenchNode(servers, run, pace);
        } catch (IOException | SQLException e) {
            throw new NotMeasuredException("A node cannot be started: " + e.getMessage(), e);
        }
    }

    /** What any node of the bench is told: its servers, and no costs. */
    static SortedMap<String, String> settings(NodeServers servers, String run, String database) {
        var folder = servers.folder();
        return new TreeMap<>(Map.ofEntries(
                Map.entry("conclave.data-dir", folder.resolve("data").toString()),
                Map.entry("conclave.services.folder", folder.resolve("services").toString()),
                Map.entry(
                        "conclave.quant.model-directory",
                        folder.resolve("models-" + run).toString()),
                Map.entry("conclave.journal.kind", "postgres"),
                Map.entry("conclave.journal.url", database),
                Map.entry("conclave.journal.user", servers.postgres().user()),
                Map.entry("conclave.bus.kind", "redis"),
                Map.entry("conclave.bus.url", servers.redis().url()),
                Map.entry("conclave.bus.prefix", run),
                Map.entry("conclave.run.name", run),
                Map.entry("conclave.paper.fee-bps", "0"),
                Map.entry("conclave.paper.slippage-bps", "0"),
                Map.entry("conclave.http.port", "0")));
    }

    /**
     * @param held the program that is to start it, with its arguments; empty for none
     * @param option of {@code ./conclave run}
     */
    static Process started(List<String> held, SortedMap<String, String> settings, Path log, String option)
            throws IOException {
        var command = new ArrayList<>(held);
        command.addAll(List.of(ProjectRoot.path().resolve("conclave").toString(), "run", option));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .put(
                        "CONCLAVE_JAVA_ARGS",
                        settings.entrySet().stream()
                                .map(setting -> "-D" + setting)
                                .collect(Collectors.joining(" ")));
        builder.environment().put("CONCLAVE_SKIP_BUILD", "1");
        return builder.start();
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    // ---- the feed

    /** Publishes the week, and waits for the node to end well. */
    void play(Player.Pacing pacing) throws InterruptedException {
        var week = BitstampTape.read(Duration.ofMinutes(15));
        var source = week.report().source();
        new Player(bus, week.tape(), NewsArchive.bitcoin2013(), symbol -> source, trouble -> {}).play(pacing);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new NotMeasuredException("The node did not end well: " + said());
        }
    }

    /** Returns when the node has stored all trades and news that are on the bus. */
    void awaitStored() throws InterruptedException {
        await(
                "to store what bars are made of",
                () -> Stream.of(StreamName.TRADES, StreamName.NEWS)
                        .allMatch(stream -> bus.metrics(stream)
                                .group("intake")
                                .filter(group -> group.waiting() == 0 && group.pending() == 0)
                                .isPresent()));
    }

    // ---- what it has done

    /** Returns when so many closings are done, their orders with the venue. */
    void awaitSteps(int steps) throws InterruptedException {
        await("to closing " + steps, () -> steps() >= steps);
    }

    /** Zero while there is no schema yet. */
    private int steps() {
        try (var query = database.prepareStatement(
                "SELECT COALESCE(MAX(sequence_number) - 1, 0) FROM event_journal WHERE persistence_id = ?")) {
            query.setString(1, "Conductor|" + run);
            try (var rows = query.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        } catch (SQLException e) {
            return 0;
        }
    }

    /** When the order of each decision that led to one was claimed, by the database's clock; by the bar's close. */
    SortedMap<Long, Instant> claims() {
        try (var query = database.prepareStatement(
                        "SELECT decision, claimed_at FROM order_claim WHERE run = '" + run + "'");
                var rows = query.executeQuery()) {
            var claims = new TreeMap<Long, Instant>();
            while (rows.next()) {
                claims.put(
                        DecisionId.parse(rows.getString(1)).asOfNanos(),
                        rows.getObject(2, OffsetDateTime.class).toInstant());
            }
            return claims;
        } catch (SQLException e) {
            throw new NotMeasuredException("The claims cannot be read: " + e.getMessage(), e);
        }
    }

    private void await(String what, BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new NotMeasuredException("The node does not come " + what + ": " + said());
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "what it said is lost: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        bus.close();
        try {
            database.close();
        } catch (SQLException e) {
            throw new NotMeasuredException("A connection does not close: " + e.getMessage(), e);
        }
    }
}
