package io.conclave.persistence.agentlog;

import static io.conclave.persistence.agentlog.Thoughts.ANALYST;
import static io.conclave.persistence.agentlog.Thoughts.BTC;
import static io.conclave.persistence.agentlog.Thoughts.QUANT;
import static io.conclave.persistence.agentlog.Thoughts.RUN;
import static io.conclave.persistence.agentlog.Thoughts.thought;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.AgentLog;
import io.conclave.domain.vote.DecisionId;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentLogStoreTest {
    private static final IngestSettings SETTINGS =
            IngestSettings.from(ConfigFactory.load()).inGroupsOf(100);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final Path folder;

    AgentLogStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource
    void whatAgentsThoughtIsReadBackToTheLetter(JournalKind kind) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            write(journal, thought(QUANT, 1), thought(ANALYST, 1), thought(ANALYST, 2));

            var reader = new AgentLogReader(journal.database());
            assertThat(reader.of(RUN, new DecisionId(BTC, 1)))
                    .containsExactly(
                            new AgentLogReader.Recorded(thought(ANALYST, 1), 1, 1, nanos()),
                            new AgentLogReader.Recorded(thought(QUANT, 1), 1, 1, nanos()));
            assertThat(audit(journal).rows()).isEqualTo(3);
            assertThat(audit(journal).faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLogGoesOnWhereItEndedAndCountsASecondThoughtAboutTheSameDecision(JournalKind kind) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            write(journal, thought(ANALYST, 1), thought(ANALYST, 2));
            write(journal, thought(ANALYST, 2), thought(ANALYST, 2), thought(ANALYST, 3));

            var reader = new AgentLogReader(journal.database());
            assertThat(reader.of(RUN, new DecisionId(BTC, 2)))
                    .extracting(AgentLogReader.Recorded::row, AgentLogReader.Recorded::attempt)
                    .containsExactly(tuple(2L, 1), tuple(3L, 2), tuple(4L, 3));
            assertThat(reader.of(RUN, new DecisionId(BTC, 3)).getFirst().attempt())
                    .isEqualTo(1);
            assertThat(audit(journal).faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGroupThatIsWrittenAgainIsThereOnce(JournalKind kind) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder);
                var pool = IngestPool.open(journal.config(), 1);
                var connection = pool.getConnection()) {
            var sink = new LogSink();
            var group = List.of(
                    new LogSink.Offered(thought(ANALYST, 1), "a", 1), new LogSink.Offered(thought(QUANT, 1), "b", 1));

            assertThat(sink.write(connection, group)).isEqualTo(2);
            connection.commit();
            assertThat(sink.write(connection, group)).isZero();
            connection.commit();

            assertThat(audit(journal).rows()).isEqualTo(2);
            assertThat(audit(journal).faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoWritersOfOneLogTakeTurns(JournalKind kind) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            try (var one = AgentLogStore.open(journal.config(), SETTINGS.inGroupsOf(7), () -> NOW);
                    var other = AgentLogStore.open(journal.config(), SETTINGS.inGroupsOf(5), () -> NOW)) {
                for (int i = 1; i <= 100; i++) {
                    join(one.record(thought(ANALYST, i)).toCompletableFuture());
                    join(other.record(thought(ANALYST, i)).toCompletableFuture());
                }
            }

            assertThat(audit(journal).rows()).isEqualTo(200);
            assertThat(audit(journal).faults()).isEmpty();
        }
    }

    @Test
    void aFullLogHoldsBackThenRefusesAndLosesNothingItTookIn() throws SQLException {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            int room = SETTINGS.inGroupsOf(1).waitingRows();
            try (var store = AgentLogStore.open(journal.config(), SETTINGS.inGroupsOf(1), () -> NOW)) {
                CompletableFuture<Void> held;
                try (var other = journal.database().getConnection();
                        var lock = other.createStatement()) {
                    other.setAutoCommit(false);
                    lock.execute("LOCK TABLE agent_log_heads IN ACCESS EXCLUSIVE MODE");
                    for (int i = 1; i <= room; i++) {
                        assertThat(store.record(thought(ANALYST, i)).toCompletableFuture())
                                .isCompleted();
                    }
                    held = store.record(thought(ANALYST, room + 1)).toCompletableFuture();
                    assertThat(held).isNotDone();
                    assertThatThrownBy(() ->
                                    join(store.record(thought(ANALYST, 99)).toCompletableFuture()))
                            .hasRootCauseMessage("the agents' log is full, and its database is slow");
                    other.rollback();
                }
                join(held);
            }

            assertThat(audit(journal).rows()).isEqualTo(room + 1);
            assertThat(audit(journal).faults()).isEmpty();
        }
    }

    @Test
    void aClosedLogSaysThatItKeepsNothing() {
        try (var journal = TestJournal.fresh(JournalKind.H2, folder)) {
            var store = AgentLogStore.open(journal.config(), SETTINGS, () -> NOW);
            store.close();

            assertThat(store.record(thought(ANALYST, 1)).toCompletableFuture()).isCompletedExceptionally();
        }
    }

    // ---- the trade's words

    private static void write(TestJournal journal, AgentLog.Entry... entries) {
        try (var store = AgentLogStore.open(journal.config(), SETTINGS, () -> NOW)) {
            for (var entry : entries) {
                join(store.record(entry).toCompletableFuture());
            }
        }
    }

    private static AgentLogAudit.Report audit(TestJournal journal) {
        return new AgentLogAudit(journal.database()).examine();
    }

    private static long nanos() {
        return NOW.getEpochSecond() * 1_000_000_000L;
    }

    private static void join(CompletableFuture<Void> done) {
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
