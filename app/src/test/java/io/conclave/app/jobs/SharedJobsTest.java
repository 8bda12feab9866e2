package io.conclave.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.jobs.Job;
import io.conclave.persistence.jobs.JobStore;
import io.conclave.persistence.jobs.PieceStore;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.schema.Migrations;
import io.conclave.testkit.Patience;
import io.conclave.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that several nodes do together: each has its own connections to one PostgreSQL, and real processes. */
class SharedJobsTest {
    /** Jobs run at the lowest priority: on a machine with other work they wait long. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Six pieces. */
    private static final String SWEEP = "{\"data\":\"demo\",\"strategy\":\"momentum\",\"interval\":\"1h\","
            + "\"grid\":\"enter=0:0.5:0.001,window=2:90\",\"cost_bps\":30,\"top\":20}";

    /** More than a hundred pieces that take a while each. */
    private static final String LONG = "{\"data\":\"demo\",\"strategy\":\"momentum\",\"interval\":\"1m\","
            + "\"grid\":\"window=2:2001,enter=0:1:0.002\"}";

    /** Three pieces; it is a worker that finds out that no average is so long. */
    private static final String TOO_LONG =
            "{\"data\":\"demo\",\"strategy\":\"sma-crossover\"," + "\"grid\":\"fast=2:101,slow=1048400:1048600\"}";

    @SuppressWarnings("NullAway.Init")
    private static PostgresServer server;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private HikariDataSource database;

    @SuppressWarnings("NullAway.Init")
    private JobStore store;

    @SuppressWarnings("NullAway.Init")
    private PieceStore pieces;

    @BeforeAll
    static void begin() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void open() {
        var config = JournalConfig.from(ConfigFactory.load())
                .at(JournalKind.POSTGRES, server.freshDatabase(), server.user(), "never printed");
        database = config.open();
        Migrations.migrate(database, config.kind());
        store = new JobStore(database);
        pieces = new PieceStore(database);
    }

    @AfterEach
    void close() {
        Patience.until("no process is left", LONGEST, () -> children().isEmpty());
        database.close();
    }

    @Test
    void threeNodesOneNodeAndOneProcessGiveTheSameReport() throws Exception {
        try (var one = node("one")) {
            one.submit("together", "sweep", SWEEP, "ada");
            Patience.until("it is cut", LONGEST, () -> !pieces.open(0).isEmpty());
            try (var two = node("two");
                    var three = node("three")) {
                Patience.until("all nodes work on it", LONGEST, () -> children().size() == 3);
                awaitEnd(two, "together");
                assertThat(three.find("together")).map(Job::progress).contains(1.0);
            }
            one.submit("alone", "sweep", SWEEP, "ada");
            awaitEnd(one, "alone");
        }

        var together = report("together");
        assertThat(together.path("combinations").asInt()).isEqualTo(501 * 89);
        assertThat(together.at("/overfitting/pbo").isNumber()).isTrue();
        assertThat(together).isEqualTo(report("alone")).isEqualTo(inOneProcess());
        assertThat(rows()).isZero();
    }

    @Test
    void aNodeThatDiesLeavesItsPieceAndTheJobToAnother() throws Exception {
        var dead = node("dead");
        dead.submit("left", "sweep", SWEEP, "ada");
        Patience.until("a piece is done and the next begun", LONGEST, () -> pieces.done("left") >= 1);
        dead.close();
        Patience.until("its process is gone", LONGEST, () -> children().isEmpty());
        int kept = pieces.done("left");
        assertThat(kept).isBetween(1, 5);

        try (var heir = node("heir", InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2)))) {
            awaitEnd(heir, "left");
        }

        assertThat(report("left")).isEqualTo(inOneProcess());
    }

    @Test
    void aCancelledSweepStopsOnAllNodes() {
        try (var one = node("one");
                var two = node("two")) {
            one.submit("long", "sweep", LONG, "ada");
            Patience.until("both work on it", LONGEST, () -> children().size() == 2);
            Patience.until("some is done", LONGEST, () -> standing("long").progress() > 0);
            assertThat(standing("long").progress()).isLessThan(1);

            assertThat(two.cancel("long")).isTrue();

            Patience.until("no process is left", LONGEST, () -> children().isEmpty());
            assertThat(standing("long").standing()).isEqualTo(new Job.Cancelled());
            assertThat(pieces.done("long")).isZero();
        }
    }

    @Test
    void aPieceThatFailsFailsTheJobWithItsSentence() {
        try (var one = node("one");
                var two = node("two")) {
            one.submit("odd", "sweep", TOO_LONG, "ada");
            awaitEnd(two, "odd");

            assertThat(standing("odd").standing())
                    .isInstanceOfSatisfying(
                            Job.Failed.class,
                            failed -> assertThat(failed.fault())
                                    .endsWith("slow=1048400:1048600:1 is longer than the longest window, 1048576"));
            assertThat(pieces.done("odd")).isZero();
        }
    }

    @Test
    void aHelperThatIsKilledLeavesItsPieceToTheOthers() throws Exception {
        try (var one = node("one")) {
            one.submit("helped", "sweep", SWEEP, "ada");
            Patience.until("it is cut", LONGEST, () -> !pieces.open(0).isEmpty());
            var leader = children().getFirst();
            try (var _ = node("two")) {
                Patience.until("both work on it", LONGEST, () -> children().size() == 2);
                children().stream().filter(child -> !child.equals(leader)).forEach(ProcessHandle::destroyForcibly);

                awaitEnd(one, "helped");
            }
        }

        assertThat(report("helped")).isEqualTo(inOneProcess());
    }

    @Test
    void aLeaderWhoseProcessIsKilledFailsTheJobOfAllWithASentence() {
        try (var one = node("one")) {
            one.submit("long", "sweep", LONG, "ada");
            Patience.until("it is cut", LONGEST, () -> !pieces.open(0).isEmpty());
            var leader = children().getFirst();
            try (var _ = node("two")) {
                Patience.until("both work on it", LONGEST, () -> children().size() == 2);

                leader.destroyForcibly();

                awaitEnd(one, "long");
                assertThat(standing("long").standing()).isEqualTo(new Job.Failed("It ended with code 137"));
            }
        }
    }

    // ---- the trade's words

    private Jobs node(String name) {
        return node(name, InstantSource.system());
    }

    private Jobs node(String name, InstantSource clock) {
        var home = folder.resolve(name);
        var settings = new JobSettings(
                home.resolve("jobs"), home.resolve("data"), 1, 10, 256, Duration.ofHours(1), "io.conclave.app.JobMain");
        return Jobs.start(store, pieces, settings, clock);
    }

    private Job standing(String id) {
        return store.find(id).orElseThrow();
    }

    private void awaitEnd(Jobs jobs, String id) {
        Patience.until(id + " is over", LONGEST, () -> switch (jobs.find(id)
                .orElseThrow()
                .standing()) {
            case Job.Queued _, Job.Running _ -> false;
            case Job.Done _, Job.Failed _, Job.Cancelled _ -> true;
        });
    }

    private JsonNode report(String id) throws IOException {
        assertThat(standing(id).standing()).isInstanceOf(Job.Done.class);
        return timeless(((Job.Done) standing(id).standing()).result());
    }

    /** As {@code ./conclave sweep} does it, uncut. */
    private JsonNode inOneProcess() throws IOException, InterruptedException {
        var settings = new JobSettings(folder, folder.resolve("data"), 1, 1, 256, LONGEST, "io.conclave.app.JobMain");
        var request = JobRequest.parse("sweep", SWEEP);
        assertThat(request.pieces()).isEqualTo(6);
        try (var process = new JobProcess(settings, folder, request.arguments(settings, folder))) {
            assertThat(process.endsWithin(LONGEST)).isTrue();
            return timeless(((JobProcess.Well) process.ended()).result());
        }
    }

    private static JsonNode timeless(String result) throws IOException {
        var report = (ObjectNode) new ObjectMapper().readTree(result);
        return report.without(List.of("seconds", "cpuSeconds"));
    }

    private int rows() throws SQLException {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement("SELECT COUNT(*) FROM job_pieces");
                var rows = query.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }
}
