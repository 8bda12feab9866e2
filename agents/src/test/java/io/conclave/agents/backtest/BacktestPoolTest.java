package io.conclave.agents.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.backtest.BacktestPool.Answer;
import io.conclave.agents.backtest.BacktestPool.Command;
import io.conclave.agents.backtest.BacktestPool.Describe;
import io.conclave.agents.backtest.BacktestPool.Description;
import io.conclave.agents.backtest.BacktestPool.Done;
import io.conclave.agents.backtest.BacktestPool.Failed;
import io.conclave.agents.backtest.BacktestPool.Reason;
import io.conclave.agents.backtest.BacktestPool.Run;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.PriceSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every child here is a real process. */
class BacktestPoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<Answer> asker = kit.createTestProbe();
    private final TestProbe<Description> watcher = kit.createTestProbe();
    private final Path folder;

    BacktestPoolTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void stop() throws IOException {
        kit.shutdownTestKit();
        assertThat(slices()).isEmpty();
    }

    @Test
    void oneWorkerAndFourGiveTheSameNumbers() {
        assertThat(answersOf(pool("workers = 4"))).isEqualTo(answersOf(pool("workers = 1")));
    }

    @Test
    void aChildThatIsKilledCostsOneAnswerAtMostAndIsReplaced() {
        var pool = pool("workers = 2, restart-after = 10ms");
        for (int i = 0; i < 5; i++) {
            awaitChildren(pool, 2).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            ask(pool, 1);
            ask(pool, 2);
            asker.receiveSeveralMessages(2, PATIENCE)
                    .forEach(answer -> assertThat(answer)
                            .satisfiesAnyOf(
                                    done -> assertThat(done).isInstanceOf(Done.class),
                                    failed ->
                                            assertThat(((Failed) failed).why()).isEqualTo(Reason.CHILD_FAILED)));
        }
        awaitChildren(pool, 2);
        ask(pool, 3);
        assertThat(asker.receiveMessage(PATIENCE)).isInstanceOf(Done.class);
    }

    @Test
    void aChildThatHangsCostsOneAnswerAndTheOthersServeOn() throws Exception {
        var pool = pool("workers = 2, deadline = 500ms");
        var pids = awaitChildren(pool, 2);
        signal("STOP", pids.getFirst());
        ask(pool, 1);
        ask(pool, 2);

        assertThat(asker.receiveMessage(PATIENCE)).isInstanceOf(Done.class);
        assertThat(asker.receiveMessage(PATIENCE))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.why()).isEqualTo(Reason.CHILD_FAILED));
        assertThat(awaitChildren(pool, 2)).doesNotContain(pids.getFirst());
        assertThat(ProcessHandle.of(pids.getFirst())).isEmpty();
    }

    @Test
    void withoutAChildEveryoneIsToldSoAndThePoolKeepsTrying() throws Exception {
        var pool = pool("workers = 2, restart-after = 10ms, binary = \"" + script("echo rubbish, rubbish; exec sleep 9")
                + "\"");
        for (int i = 0; i < 3; i++) {
            ask(pool, i);
            assertThat(asker.receiveMessage(PATIENCE))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.why()).isEqualTo(Reason.NO_CHILD));
        }
    }

    @Test
    void aChildThatFailsAtItsFirstStartServesAtItsSecond() throws Exception {
        var worker = folder.resolve("conclave-worker");
        try (var packed = BacktestPool.class.getResourceAsStream("/native/linux-x86_64/conclave-worker")) {
            Files.copy(Objects.requireNonNull(packed), worker);
        }
        assertThat(worker.toFile().setExecutable(true)).isTrue();
        var flaky = script("/bin/mkdir " + folder.resolve("tried") + " 2>/dev/null && exit 1\nexec " + worker);
        var pool = pool("workers = 1, restart-after = 10ms, binary = \"" + flaky + "\"");

        awaitChildren(pool, 1);
        ask(pool, 1);
        assertThat(asker.receiveMessage(PATIENCE)).isInstanceOf(Done.class);
    }

    @Test
    void aSandboxOfNoKnownModeIsNamed() {
        assertThatThrownBy(() -> BacktestPool.workers(ConfigFactory.parseString("conclave.native-risk.sandbox = maybe")
                        .withFallback(ConfigFactory.load())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("conclave.native-risk.sandbox")
                .hasMessageContaining("off, preferred or required");
    }

    @Test
    void aRequestTooManyIsRefusedAtOnce() throws Exception {
        var pool = pool("workers = 1, queue = 2");
        signal("STOP", awaitChildren(pool, 1).getFirst());
        IntStream.range(0, 4).forEach(i -> ask(pool, i));

        asker.expectMessage(PATIENCE, new Failed(Reason.QUEUE_FULL, "2 backtests are waiting already"));
    }

    @Test
    void aStoppedPoolLeavesNoChildAndNoQuestionUnanswered() throws Exception {
        var pool = pool("workers = 2, deadline = 60s");
        var pids = awaitChildren(pool, 2);
        for (long pid : pids) {
            signal("STOP", pid);
        }
        IntStream.range(0, 3).forEach(i -> ask(pool, i));
        awaitWaiting(pool, 1);
        kit.stop(pool, PATIENCE);

        asker.receiveSeveralMessages(3, PATIENCE)
                .forEach(answer -> assertThat(((Failed) answer).why()).isEqualTo(Reason.STOPPED));
        pids.forEach(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
    }

    @Test
    void aPoolThatWasRestartedHasItsChildrenAndNoOthers() {
        var pool = pool("workers = 2, restart-after = 10ms");
        awaitChildren(pool, 2);
        pool.tell(new Run(withoutCosts(), asker.getRef()));
        assertThat(((Failed) asker.receiveMessage(PATIENCE)).why()).isEqualTo(Reason.STOPPED);

        var children = awaitChildren(pool, 2);
        ask(pool, 1);
        assertThat(asker.receiveMessage(PATIENCE)).isInstanceOf(Done.class);
        pool.tell(new Describe(watcher.getRef()));
        assertThat(watcher.receiveMessage(PATIENCE)).isEqualTo(new Description(children, 0, 0));
    }

    // ---- in the trade's words

    /** Nobody can ask so from outside; it stands for a mistake of our own in the pool. */
    @SuppressWarnings("NullAway")
    private static Backtest withoutCosts() {
        var right = backtest(0);
        return new Backtest(right.bars(), null, right.runs());
    }

    private ActorRef<Command> pool(String settings) {
        return kit.spawn(BacktestPool.create(config(settings)), BacktestPool.dispatcher());
    }

    private static Config config(String settings) {
        return ConfigFactory.parseString("conclave.backtest { " + settings + " }")
                .withFallback(ConfigFactory.load());
    }

    private void ask(ActorRef<Command> pool, int phase) {
        pool.tell(new Run(backtest(phase), asker.getRef()));
    }

    private List<Answer> answersOf(ActorRef<Command> pool) {
        var answers = new ArrayList<Answer>();
        for (int i = 0; i < 30; i++) {
            ask(pool, i);
            answers.add(asker.receiveMessage(PATIENCE));
        }
        return answers;
    }

    private List<Long> awaitChildren(ActorRef<Command> pool, int count) {
        return watcher.awaitAssert(PATIENCE, () -> {
            pool.tell(new Describe(watcher.getRef()));
            var children = watcher.receiveMessage(PATIENCE).children();
            assertThat(children)
                    .hasSize(count)
                    .allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isPresent());
            return children;
        });
    }

    private void awaitWaiting(ActorRef<Command> pool, int count) {
        watcher.awaitAssert(PATIENCE, () -> {
            pool.tell(new Describe(watcher.getRef()));
            assertThat(watcher.receiveMessage(PATIENCE).waiting()).isEqualTo(count);
            return count;
        });
    }

    private static Backtest backtest(int phase) {
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < 120; i++) {
            var open = priceAt(phase + i);
            var close = priceAt(phase + i + 1);
            var low = open.compareTo(close) < 0 ? open : close;
            var high = open.compareTo(close) < 0 ? close : open;
            bars.add(new Bar(new Symbol("X"), i, i + 1L, open, high, low, close, Quantity.ZERO));
        }
        return new Backtest(
                PriceSeries.of(bars),
                new Backtest.Costs(new Bps(20), new Bps(5)),
                List.of(new Backtest.Run(List.of(new Backtest.Leg(0, 3, 11)), 120, true)));
    }

    private static Price priceAt(int step) {
        return new Price(10_000_000_000L + Math.round(1e9 * StrictMath.sin(step / 5.0)));
    }

    private Path script(String text) throws IOException {
        var file = Files.createTempFile(folder, "child", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static void signal(String name, long pid) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static List<Path> slices() throws IOException {
        var ours = "conclave-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(ours))
                    .toList();
        }
    }
}
