package io.conclave.persistence.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a server that flushes to disk, and that crashes. */
class BatchWriterTest {
    private static final IngestSettings SETTINGS = new IngestSettings(
            10,
            Duration.ZERO,
            40,
            Duration.ofSeconds(60),
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(20));

    private static PostgresServer server;
    private static String url;
    private HikariDataSource database;

    @BeforeAll
    static void start() {
        server = PostgresOptions.plain().durably().start();
        url = server.freshDatabase();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void freshTable() throws SQLException {
        database = pool(url);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS words");
            statement.execute("CREATE TABLE words (word VARCHAR(8) PRIMARY KEY)");
            connection.commit();
        }
    }

    @AfterEach
    void closePool() {
        database.close();
    }

    @Test
    void aRowIsThereWhenItsStageCompletes() throws Exception {
        try (var writer = BatchWriter.start("words", database, new Words(), SETTINGS)) {
            await(writer.offer("one"));

            assertThat(words()).containsExactly("one");
            assertThat(writer.waitingRows()).isZero();
        }
    }

    @Test
    void aRowThatCannotBeStoredIsNamedAndTheOthersAreStored() throws Exception {
        try (var writer = BatchWriter.start("words", database, new Words(), SETTINGS)) {
            var good = writer.offer(List.of("a", "b"));
            var bad = writer.offer(List.of("c", "much too long", "d"));
            var alsoGood = writer.offer("e");

            await(good);
            await(alsoGood);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> await(bad))
                    .withCauseInstanceOf(RowRefusedException.class)
                    .withMessageContaining("word much too long cannot be stored: ");
            assertThat(words()).containsExactly("a", "b", "c", "d", "e");
            assertThat(writer.written().refused()).isEqualTo(1);
        }
    }

    @Test
    void aRowThatIsThereChangesNothingAndIsNoFailure() throws Exception {
        try (var writer = BatchWriter.start("words", database, new Words(), SETTINGS)) {
            await(writer.offer("one"));
            await(writer.offer(List.of("one", "two")));

            assertThat(words()).containsExactly("one", "two");
            assertThat(writer.written().added()).isEqualTo(2);
            assertThat(writer.written().known()).isEqualTo(1);
        }
    }

    @Test
    void rowsAreWrittenInTheOrderOfferedInGroupsOfABoundedSize() throws Exception {
        var sink = new Words();
        try (var writer = BatchWriter.start("words", database, sink, SETTINGS)) {
            sink.hold();
            var stages = new ArrayList<CompletionStage<Void>>();
            IntStream.range(0, 40).forEach(i -> stages.add(writer.offer("w" + i)));
            sink.release();
            for (var stage : stages) {
                await(stage);
            }

            assertThat(sink.written)
                    .isEqualTo(IntStream.range(0, 40).mapToObj(i -> "w" + i).toList());
            assertThat(sink.largest).isBetween(2, 10);
        }
    }

    @Test
    void whenTooManyWaitMoreAreRefusedAndWhoeverPutsWaits() throws Exception {
        var sink = new Words();
        try (var writer = BatchWriter.start("words", database, sink, SETTINGS)) {
            sink.hold();
            var taken = new ArrayList<CompletionStage<Void>>();
            IntStream.range(0, 40).forEach(i -> taken.add(writer.offer("w" + i)));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> await(writer.offer("refused")))
                    .withCauseInstanceOf(IngestFullException.class)
                    .withMessageContaining("40 rows of words wait to be written");
            var putting = new FutureTask<>(() -> writer.put(List.of("waited")));
            var patient = Thread.ofPlatform().start(putting);
            awaitState(patient, Thread.State.WAITING);
            assertThat(putting).isNotDone();

            sink.release();
            await(putting.get(20, TimeUnit.SECONDS));
            for (var stage : taken) {
                await(stage);
            }
            assertThat(words()).hasSize(41).contains("waited").doesNotContain("refused");
        }
    }

    @Test
    void rowsAcknowledgedOutliveACrashOfTheServer() throws Exception {
        try (var writer = BatchWriter.start("words", database, new Words(), SETTINGS)) {
            for (int round = 0; round < 3; round++) {
                var last = "x";
                for (int i = 0; i < 20; i++) {
                    last = "r" + round + "-" + i;
                    await(writer.offer(last));
                }
                server.crash();
                server.restart();

                try (var fresh = pool(url)) {
                    assertThat(words(fresh)).contains(last).hasSize(20 * (round + 1));
                }
            }
        }
    }

    @Test
    void whileTheServerIsAwayRowsWaitAndNoneIsLost() throws Exception {
        try (var writer = BatchWriter.start("words", database, new Words(), SETTINGS)) {
            await(writer.offer("before"));
            server.crash();
            var waiting = new ArrayList<CompletionStage<Void>>();
            for (int i = 0; i < 40; i++) {
                waiting.add(writer.offer("w" + i));
            }
            assertThatThrownBy(() -> await(writer.offer("no room"))).hasCauseInstanceOf(IngestFullException.class);
            awaitTrouble(writer);
            assertThat(waiting).noneMatch(stage -> stage.toCompletableFuture().isDone());

            server.restart();

            for (var stage : waiting) {
                await(stage);
            }
            assertThat(words()).hasSize(41);
            assertThat(writer.trouble()).isEmpty();
            assertThat(writer.written().retries()).isPositive();
        }
    }

    @Test
    void closingWritesWhatWaitsAndTakesNoMore() throws Exception {
        var sink = new Words();
        var writer = BatchWriter.start("words", database, sink, SETTINGS);
        sink.hold();
        var waiting = writer.offer("one");
        var closing = Thread.ofPlatform().start(writer::close);
        awaitState(closing, Thread.State.TIMED_WAITING);
        sink.release();
        closing.join();

        await(waiting);
        assertThat(words()).containsExactly("one");
        assertThatThrownBy(() -> await(writer.offer("late"))).hasMessageContaining("The writer of words is closed");
    }

    @Test
    void whatCannotBeWrittenBeforeTheEndFails() {
        var hasty = new IngestSettings(
                10,
                Duration.ZERO,
                40,
                Duration.ZERO,
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofMillis(200));
        database.close();
        var writer = BatchWriter.start("words", database, new Words(), hasty);
        var lost = writer.offer("never");

        writer.close();

        assertThatThrownBy(() -> lost.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("these rows were not written");
    }

    @Test
    void aFaultOfTheSinkEndsTheWriterAndWhoeverWaitsHearsOfIt() throws Exception {
        var sink = new Words();
        try (var writer = BatchWriter.start("words", database, sink, SETTINGS)) {
            sink.broken = true;

            assertThatThrownBy(() -> await(writer.offer("one"))).hasMessageContaining("these rows were not written");
            assertThatThrownBy(() -> await(writer.put(List.of("two")))).hasMessageContaining("is closed");
            assertThat(words()).isEmpty();
        }
    }

    // ---- helpers

    /** Words in a table; can be held up. */
    private static final class Words implements Sink<String> {
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private final List<String> written = new ArrayList<>();
        private int largest;
        private volatile boolean broken;

        void hold() {
            gate = new CountDownLatch(1);
        }

        void release() {
            gate.countDown();
        }

        @Override
        public int write(Connection connection, List<String> rows) throws SQLException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (broken) {
                throw new IllegalStateException("a fault of the sink's own");
            }
            int added = 0;
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO words VALUES (?) ON CONFLICT DO NOTHING")) {
                for (var row : rows) {
                    insert.setString(1, row);
                    added += insert.executeUpdate();
                }
            }
            written.addAll(rows);
            largest = Math.max(largest, rows.size());
            return added;
        }

        @Override
        public String name(String row) {
            return "word " + row;
        }
    }

    private static HikariDataSource pool(String url) {
        return IngestPool.open(
                JournalConfig.from(ConfigFactory.load()).at(JournalKind.POSTGRES, url, server.user(), "never printed"),
                2);
    }

    private List<String> words() throws SQLException {
        return words(database);
    }

    private static List<String> words(HikariDataSource database) throws SQLException {
        var words = new ArrayList<String>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT word FROM words ORDER BY word")) {
            while (rows.next()) {
                words.add(rows.getString(1));
            }
        }
        return words;
    }

    private static void await(CompletionStage<Void> stage)
            throws ExecutionException, InterruptedException, TimeoutException {
        stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void awaitState(Thread thread, Thread.State wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (thread.getState() != wanted) {
            assertThat(System.nanoTime()).as("%s becomes %s", thread, wanted).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void awaitTrouble(BatchWriter<String> writer) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (writer.trouble().isEmpty()) {
            assertThat(System.nanoTime()).as("the writer notices").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
