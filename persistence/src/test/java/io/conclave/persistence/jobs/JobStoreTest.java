package io.conclave.persistence.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStoreTest {
    @ParameterizedTest
    @EnumSource
    void aJobIsQueuedOnceRunsAndEndsOnce(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var jobs = new JobStore(journal.database());

            assertThat(jobs.queue("j1", "sweep", "ada", "{\"grid\":1}", 10)).isTrue();
            assertThat(jobs.queue("j1", "backtest", "eve", "{}", 11)).isFalse();
            assertThat(jobs.progressed("j1", 0.25, 12)).isTrue();
            assertThat(jobs.find("j1"))
                    .contains(new Job("j1", "sweep", "ada", "{\"grid\":1}", new Job.Running(), 0.25, 10, 12));

            assertThat(jobs.ended("j1", new Job.Done("{\"best\":7}"), 13)).isTrue();
            assertThat(jobs.ended("j1", new Job.Cancelled(), 14)).isFalse();
            assertThat(jobs.progressed("j1", 0.5, 15)).isFalse();
            assertThat(jobs.find("j1"))
                    .contains(new Job("j1", "sweep", "ada", "{\"grid\":1}", new Job.Done("{\"best\":7}"), 1, 10, 13));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNewestComeFirstAndAStrangerIsNotFound(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var jobs = new JobStore(journal.database());
            jobs.queue("a", "sweep", "ada", "{}", 1);
            jobs.queue("b", "sweep", "ada", "{}", 2);
            jobs.queue("c", "sweep", "ada", "{}", 3);
            jobs.ended("b", new Job.Failed("The worker died"), 4);
            jobs.ended("a", new Job.Cancelled(), 5);

            assertThat(jobs.newest(2)).extracting(Job::id).containsExactly("c", "b");
            assertThat(jobs.newest(10))
                    .extracting(Job::standing)
                    .containsExactly(new Job.Queued(), new Job.Failed("The worker died"), new Job.Cancelled());
            assertThat(jobs.find("nobody")).isEmpty();
            assertThat(jobs.progressed("nobody", 0.5, 6)).isFalse();
            assertThatThrownBy(() -> jobs.progressed("c", Double.NaN, 7)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOldestThatWaitsIsGivenToOneAndOneWhoseWorkerFellSilentIsGivenAgain(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var jobs = new JobStore(journal.database());
            jobs.queue("younger", "sweep", "ada", "{}", 2);
            jobs.queue("elder", "sweep", "ada", "{}", 1);
            assertThat(jobs.waiting()).isEqualTo(2);

            assertThat(jobs.claim(10, 0)).contains(new Job("elder", "sweep", "ada", "{}", new Job.Running(), 0, 1, 10));
            assertThat(jobs.claim(11, 0)).map(Job::id).contains("younger");
            assertThat(jobs.claim(12, 0)).isEmpty();
            assertThat(jobs.waiting()).isZero();

            jobs.progressed("elder", 0.5, 20);
            assertThat(jobs.claim(30, 15)).map(Job::id).contains("younger");
            assertThat(jobs.find("elder").orElseThrow().progress()).isEqualTo(0.5);
        }
    }
}
