package io.conclave.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.jobs.Job;
import io.conclave.persistence.jobs.JobStore;
import io.conclave.persistence.jobs.PieceStore;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.schema.Migrations;
import io.conclave.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Jobs on a table of their own, done by real processes. */
class JobsTest {
    private static final String SWEEP =
            "{\"data\":\"demo\",\"strategy\":\"sma-crossover\",\"grid\":\"fast=4:12:4,slow=16:48:16\",\"cost_bps\":30}";

    /** Six pieces. */
    private static final String CUT = "{\"data\":\"demo\",\"strategy\":\"momentum\",\"interval\":\"1h\","
            + "\"grid\":\"enter=0:0.5:0.001,window=2:90\"}";

    /** Takes minutes. */
    private static final String LONG =
            "{\"data\":\"demo\",\"strategy\":\"momentum\",\"grid\":\"window=2:4000:1,enter=0:1:0.001\"}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private HikariDataSource database;

    @SuppressWarnings("NullAway.Init")
    private JobStore store;

    @BeforeEach
    void open() {
        var config = JournalConfig.from(ConfigFactory.parseString(
                        "conclave.journal { kind = h2, url = \"" + folder.resolve("journal") + "\", user = conclave }")
                .withFallback(ConfigFactory.load()));
        database = config.open();
        Migrations.migrate(database, config.kind());
        store = new JobStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aSweepIsDoneInAProcessOfItsOwnAndItsReportIsTheResult() throws IOException {
        try (var jobs = jobs(10)) {
            assertThat(jobs.submit("one", "sweep", SWEEP, "ada")).isPresent();

            var done = awaitEnd(jobs, "one");

            assertThat(done.standing()).isInstanceOf(Job.Done.class);
            var report = new ObjectMapper().readTree(((Job.Done) done.standing()).result());
            assertThat(report.path("strategy").asText()).isEqualTo("sma-crossover");
            assertThat(report.path("combinations").asInt()
                            + report.path("trials").asInt())
                    .isPositive();
            assertThat(done.progress()).isEqualTo(1);
        }
    }

    @Test
    void aJobThatIsCancelledStopsAndLeavesNoProcess() {
        try (var jobs = jobs(10)) {
            jobs.submit("long", "sweep", LONG, "ada");
            Patience.until(
                    "it runs",
                    () -> standing(jobs, "long") instanceof Job.Running
                            && !children().isEmpty());

            assertThat(jobs.cancel("long")).isTrue();

            assertThat(standing(jobs, "long")).isEqualTo(new Job.Cancelled());
            assertThat(jobs.cancel("long")).isFalse();
            Patience.until("no process is left", () -> children().isEmpty());
        }
    }

    @Test
    void aProcessThatDiesIsAJobThatFailedWithASentence() {
        try (var jobs = jobs(10)) {
            jobs.submit("long", "sweep", LONG, "ada");
            Patience.until("it runs", () -> !children().isEmpty());

            children().forEach(ProcessHandle::destroyForcibly);

            assertThat(awaitEnd(jobs, "long").standing()).isEqualTo(new Job.Failed("It ended with code 137"));
        }
    }

    @Test
    void whatTheCommandRefusesIsWhyTheJobFailed() {
        try (var jobs = jobs(10)) {
            jobs.submit("odd", "sweep", SWEEP.replace("sma-crossover", "magic"), "ada");

            assertThat(awaitEnd(jobs, "odd").standing())
                    .isInstanceOfSatisfying(
                            Job.Failed.class,
                            failed -> assertThat(failed.fault()).contains("magic"));
        }
    }

    @Test
    void aJobOfANodeThatIsGoneIsBegunAnew() {
        store.queue("left", "sweep", "ada", SWEEP, 1);
        assertThat(store.claim(2, 0)).isPresent();

        try (var jobs = jobs(10)) {
            assertThat(awaitEnd(jobs, "left").standing()).isInstanceOf(Job.Done.class);
        }
    }

    @Test
    void aSweepThatWasCutLeavesNothingButItsFolder() throws IOException {
        try (var jobs = jobs(10)) {
            jobs.submit("cut", "sweep", CUT, "ada");

            assertThat(awaitEnd(jobs, "cut").standing()).isInstanceOf(Job.Done.class);

            assertThat(folder.resolve("jobs/cut")).isEmptyDirectory();
        }
    }

    @Test
    void whoCannotHelpWithAJobLeavesItToOthers() throws IOException {
        long now = System.currentTimeMillis() * 1_000_000;
        store.queue("theirs", "sweep", "ada", CUT, now);
        assertThat(store.claim(now + 1, 0)).isPresent();
        assertThat(new PieceStore(database).cut("theirs", 6, now)).contains(6);
        Files.createDirectories(folder.resolve("jobs"));
        Files.writeString(folder.resolve("jobs/theirs"), "no folder can be here");
        var said = new ListAppender<ILoggingEvent>();
        said.start();
        var log = (Logger) LoggerFactory.getLogger(Jobs.class);
        log.addAppender(said);

        try (var jobs = jobs(10)) {
            Patience.until(
                    "it has looked", () -> !said.list.isEmpty() || !(standing(jobs, "theirs") instanceof Job.Running));
            assertThat(standing(jobs, "theirs")).isInstanceOf(Job.Running.class);
        } finally {
            log.detachAppender(said);
        }
    }

    @Test
    void whatCannotBeAJobIsRefusedByTheNameOfItsField() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("secret.csv"), "");
        try (var jobs = jobs(10)) {
            assertRefused(jobs, "kind", "train", "{}");
            assertRefused(jobs, "strategy", "sweep", "{\"data\":\"demo\"}");
            assertRefused(jobs, "colour", "sweep", "{\"colour\":\"red\"}");
            assertRefused(jobs, "top", "sweep", "{\"top\":\"many\"}");
            assertRefused(jobs, "data", "backtest", "{\"data\":\"../secret.csv\"}");
            assertRefused(jobs, "data", "backtest", "{\"data\":\"nowhere.csv\"}");
            assertRefused(jobs, "", "backtest", "[]");
            assertRefused(jobs, "", "backtest", "null");
            assertThat(jobs.newest(10)).isEmpty();
        }
    }

    @Test
    void whenTooManyWaitTheNextIsNotTakenIn() {
        try (var jobs = jobs(1)) {
            jobs.submit("first", "sweep", LONG, "ada");
            Patience.until("it runs", () -> standing(jobs, "first") instanceof Job.Running);
            assertThat(jobs.submit("second", "sweep", LONG, "ada")).isPresent();

            assertThat(jobs.submit("third", "sweep", LONG, "ada")).isEmpty();
            assertThat(jobs.submit("second", "sweep", LONG, "ada")).map(Job::id).contains("second");
        }
    }

    // ---- the trade's words

    private Jobs jobs(int waiting) {
        var settings = new JobSettings(
                folder.resolve("jobs"),
                folder.resolve("data"),
                1,
                waiting,
                256,
                Duration.ofMinutes(5),
                "io.conclave.app.JobMain");
        return Jobs.start(store, new PieceStore(database), settings, InstantSource.system());
    }

    private static Job awaitEnd(Jobs jobs, String id) {
        Patience.until(id + " is over", () -> switch (standing(jobs, id)) {
            case Job.Queued _, Job.Running _ -> false;
            case Job.Done _, Job.Failed _, Job.Cancelled _ -> true;
        });
        return jobs.find(id).orElseThrow();
    }

    private static Job.Standing standing(Jobs jobs, String id) {
        return jobs.find(id).orElseThrow().standing();
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }

    private static void assertRefused(Jobs jobs, String field, String kind, String asked) {
        assertThatThrownBy(() -> jobs.submit("refused", kind, asked, "ada"))
                .isInstanceOfSatisfying(
                        BadJobException.class, bad -> assertThat(bad.field()).isEqualTo(field));
    }
}
