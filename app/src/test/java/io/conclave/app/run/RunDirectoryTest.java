package io.conclave.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final Manifest WANTED =
            new Manifest("demo-1", "demo", "a week", "tape", List.of("BTC-USD"), "paper", "{}", "settings", "");

    @TempDir
    private Path runs = Path.of("");

    @Test
    void aRunThatWasCutOffIsTakenUpByTheSameCommand() {
        RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded).close();

        try (var taken = RunDirectory.unfinished(runs, WANTED.named("demo-2"), RunDirectoryTest::embedded)
                .orElseThrow()) {
            assertThat(taken.manifest()).isEqualTo(embedded(WANTED));
        }
    }

    @Test
    void aRunIsNotTakenUpWithOtherSettingsOrAnotherTape() {
        RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded).close();
        var otherTape = new Manifest("d", "demo", "a week", "other", List.of(), "paper", "{}", "settings", "");
        var otherSettings = new Manifest("d", "demo", "a week", "tape", List.of(), "paper", "{}", "other", "");

        assertThat(RunDirectory.unfinished(runs, otherTape, RunDirectoryTest::embedded))
                .isEmpty();
        assertThat(RunDirectory.unfinished(runs, otherSettings, RunDirectoryTest::embedded))
                .isEmpty();
    }

    @Test
    void aRunIsNotTakenUpOnAnotherJournalThanItsOwn() {
        RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded).close();

        assertThat(RunDirectory.unfinished(runs, WANTED, RunDirectoryTest::server))
                .isEmpty();
    }

    @Test
    void aRunThatIsHeldIsNotTakenUp() {
        try (var held = RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded)) {
            assertThat(RunDirectory.unfinished(runs, WANTED, RunDirectoryTest::embedded))
                    .isEmpty();
            assertThat(held.path()).exists();
        }
    }

    @Test
    void aFinishedRunIsNotTakenUp() {
        try (var run = RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded)) {
            run.finish(new byte[] {'{', '}'});
        }

        assertThat(RunDirectory.unfinished(runs, WANTED, RunDirectoryTest::embedded))
                .isEmpty();
    }

    @Test
    void aNameThatIsTakenGetsANumber() {
        RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded).close();

        try (var second = RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded)) {
            assertThat(second.manifest().run()).isEqualTo("demo-1-2");
            assertThat(second.path()).isEqualTo(runs.resolve("demo-1-2"));
        }
    }

    @Test
    void aFolderThatCannotBeReadKeepsNobodyFromRunning() throws IOException {
        RunDirectory.create(runs, WANTED, RunDirectoryTest::embedded).close();
        var damaged = Files.createDirectory(runs.resolve("demo-0"));
        Files.writeString(damaged.resolve("manifest.json"), "{\"run\":\"demo-0\",\"colour\":\"blue\"}");

        try (var taken = RunDirectory.unfinished(runs, WANTED, RunDirectoryTest::embedded)
                .orElseThrow()) {
            assertThat(taken.manifest().run()).isEqualTo("demo-1");
        }
    }

    @Test
    void aRunThatIsBeingMadeIsNeverTakenByOneThatLooksForSomethingToTakeUp() {
        var making = new AtomicBoolean(true);
        try (var other = Executors.newSingleThreadExecutor()) {
            var looking = other.submit(() -> {
                while (making.get()) {
                    RunDirectory.unfinished(runs, WANTED, RunDirectoryTest::server)
                            .ifPresent(RunDirectory::close);
                }
            });
            for (int i = 0; i < 200; i++) {
                var run = RunDirectory.create(runs, WANTED, RunDirectoryTest::server);
                run.finish(new byte[0]);
                run.close();
            }
            making.set(false);

            assertThat(looking).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    private static Manifest embedded(Manifest manifest) {
        return manifest.at("h2:" + manifest.run());
    }

    private static Manifest server(Manifest manifest) {
        return manifest.at("jdbc:postgresql://db/conclave");
    }
}
