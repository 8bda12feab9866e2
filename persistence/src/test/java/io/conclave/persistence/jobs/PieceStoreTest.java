package io.conclave.persistence.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PieceStoreTest {
    @ParameterizedTest
    @EnumSource
    void everyPieceIsGivenToOneOfManyWhoAskAtOnce(JournalKind kind, @TempDir Path folder) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var nodes = Executors.newFixedThreadPool(4)) {
            var pieces = running(journal, "j", 40);
            Callable<List<Integer>> node = () -> {
                var mine = new ArrayList<Integer>();
                for (var next = pieces.claim("j", 20, 0); next.isPresent(); next = pieces.claim("j", 20, 0)) {
                    mine.add(next.get());
                }
                return mine;
            };

            var taken = new ArrayList<Integer>();
            for (var done : nodes.invokeAll(List.of(node, node, node, node))) {
                taken.addAll(done.get());
            }

            assertThat(taken)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 40).boxed().toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCameOfAPieceIsKeptOnceAndOnlyThenCounts(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var pieces = running(journal, "j", 2);
            var large = new byte[3 << 20];
            new Random(1).nextBytes(large);
            assertThat(pieces.claim("j", 20, 0)).contains(0);
            assertThat(pieces.done("j")).isZero();
            assertThat(pieces.result("j", 0)).isEmpty();

            assertThat(pieces.done("j", 0, large, 21)).isTrue();
            assertThat(pieces.done("j", 0, new byte[1], 22)).isFalse();

            assertThat(pieces.done("j")).isEqualTo(1);
            assertThat(pieces.result("j", 0).orElseThrow()).isEqualTo(large);
            assertThat(pieces.worked("j", 0, 23)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPieceWhoseNodeFellSilentIsGivenAgain(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var pieces = running(journal, "j", 2);
            pieces.claim("j", 20, 0);
            pieces.claim("j", 20, 0);
            assertThat(pieces.open(10)).isEmpty();
            assertThat(pieces.worked("j", 1, 30)).isTrue();

            assertThat(pieces.open(25)).containsExactly("j");
            assertThat(pieces.claim("j", 31, 25)).contains(0);
            assertThat(pieces.claim("j", 32, 25)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfAJobIsTheEndOfItsPieces(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var pieces = running(journal, "j", 3);
            pieces.claim("j", 20, 0);

            new JobStore(journal.database()).ended("j", new Job.Cancelled(), 21);

            assertThat(pieces.worked("j", 0, 22)).isFalse();
            assertThat(pieces.done("j", 0, new byte[1], 22)).isFalse();
            assertThat(pieces.claim("j", 22, 100)).isEqualTo(Optional.empty());
            assertThat(pieces.open(100)).isEmpty();
            assertThat(pieces.cut("j", 3, 23)).isEmpty();
            assertThat(pieces.cut("nobody", 3, 23)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobIsCutOnceAndTheOldestIsOpenFirst(JournalKind kind, @TempDir Path folder) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var pieces = running(journal, "b", 2);
            pieces.claim("b", 20, 0);
            running(journal, "a", 2);

            assertThat(pieces.cut("b", 3, 30)).contains(2);

            assertThat(pieces.open(0)).containsExactly("b", "a");
            assertThat(pieces.claim("b", 31, 0)).contains(1);
            assertThat(pieces.claim("b", 32, 0)).isEmpty();
        }
    }

    private static PieceStore running(TestJournal journal, String job, int pieces) {
        var jobs = new JobStore(journal.database());
        var store = new PieceStore(journal.database());
        assertThat(jobs.queue(job, "sweep", "ada", "{}", job.equals("b") ? 1 : 2))
                .isTrue();
        assertThat(jobs.claim(11, 0)).map(Job::id).contains(job);
        assertThat(store.cut(job, pieces, 12)).contains(pieces);
        return store;
    }
}
