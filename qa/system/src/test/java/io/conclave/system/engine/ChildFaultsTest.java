package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.agents.backtest.BacktestPool.Done;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.PriceSeries;
import io.conclave.testkit.Patience;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Children that die, hang, talk rubbish, half talk or never stop talking: every question is answered all the same, and
 * nothing of them stays. The pool is the engine's own, the children are {@code conclave-liar} until they have done enough.
 */
@Isolated("counts what this process holds")
class ChildFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int KINDS = 23;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void thirtyFaultsLeaveNothingBehindAndAPoolThatAnswers() throws Exception {
        nothingIsLeftOf(30);
    }

    @Test
    @Tag("long")
    void aThousandFaultsLeaveNothingBehindAndAPoolThatAnswers() throws Exception {
        nothingIsLeftOf(1_000);
    }

    private void nothingIsLeftOf(int count) throws Exception {
        // Once without faults: what the first pool of a process opens for good is no leak.
        var quiet = faults(0);
        assertThat(quiet.committed()).isEmpty();
        var before = Held.now();

        var faults = faults(count);

        Patience.until("nothing is left", () -> Held.now().isNoMoreThan(before));
        assertThat(faults.committed()).hasSize(count);
        assertThat(faults.committed().stream().distinct()).hasSize(Math.min(count, KINDS));
        // A child that fails at its start has no request to fail; one that is killed may have answered before.
        assertThat(faults.failed()).isBetween(count / 4, 2 * count);
        System.err.println(count + " faults: " + faults.done() + " requests done, " + faults.failed()
                + " failed, the slowest answer after " + faults.slowest().toMillis() + " ms; then " + Held.now()
                + ", as before");
    }

    /** What was done and what came of it. */
    private record Faults(List<String> committed, int done, int failed, Duration slowest) {}

    /** Asks without pause until the last fault is over and the pool has answered three times in a row. */
    private Faults faults(int count) throws Exception {
        var log = folder.resolve("faults-" + count);
        Files.createFile(log);
        int done = 0;
        int failed = 0;
        var slowest = Duration.ZERO;
        var config = ConfigFactory.parseString(settings(log, count))
                .withFallback(ConfigFactory.load())
                .resolve();
        var pool = ActorSystem.create(BacktestPool.create(config), "faults", config);
        try (var killer = Executors.newSingleThreadScheduledExecutor()) {
            var killing = killer.scheduleWithFixedDelay(new Killer(log), 0, 1, TimeUnit.MILLISECONDS);
            for (int inARow = 0; inARow < 3 || committed(log).size() < count; ) {
                long asked = System.nanoTime();
                var answers = Stream.of(ask(pool), ask(pool)).toList();
                for (var answer : answers) {
                    boolean isDone = answer.toCompletableFuture().get() instanceof Done;
                    inARow = isDone ? inARow + 1 : 0;
                    done += isDone ? 1 : 0;
                    failed += isDone ? 0 : 1;
                }
                var took = Duration.ofNanos(System.nanoTime() - asked);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
            }
            killing.cancel(true);
        } finally {
            pool.terminate();
            pool.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        return new Faults(committed(log).stream().map(Line::fault).toList(), done, failed, slowest);
    }

    private String settings(Path log, int count) throws IOException {
        var built = ProjectRoot.path().resolve("native-risk/target/native/release");
        var child = folder.resolve("child-" + count + ".sh");
        Files.writeString(
                child, """
                #!/bin/sh
                exec %s each-in-turn %s %d %s "$@"
                """.formatted(built.resolve("conclave-liar"), log, count, built.resolve("conclave-worker")));
        assertThat(child.toFile().setExecutable(true)).isTrue();
        return """
                conclave.backtest {
                  binary = "%s", workers = 2, deadline = 500ms, start-deadline = 500ms
                  restart-after = 1ms, restart-after-at-most = 8ms
                }
                pekko { loglevel = "OFF", stdout-loglevel = "OFF", actor.provider = local }
                """.formatted(child);
    }

    private static CompletionStage<BacktestPool.Answer> ask(ActorSystem<BacktestPool.Command> pool) {
        return AskPattern.ask(pool, replyTo -> new BacktestPool.Run(backtest(), replyTo), PATIENCE, pool.scheduler());
    }

    private static Backtest backtest() {
        var bars = IntStream.range(0, 2_000)
                .mapToObj(i -> {
                    var price = new Price(10_000_000_000L + Math.round(1e9 * StrictMath.sin(i / 9.0)));
                    return new Bar(new Symbol("X"), i, i + 1L, price, price, price, price, Quantity.ZERO);
                })
                .toList();
        var run = new Backtest.Run(List.of(new Backtest.Leg(0, 3, 11)), bars.size(), true);
        return new Backtest(PriceSeries.of(bars), new Backtest.Costs(new Bps(20), new Bps(5)), List.of(run));
    }

    // ---- the log of the faults

    private record Line(String fault, long pid) {}

    private static List<Line> committed(Path log) throws IOException {
        var lines = new ArrayList<Line>();
        for (var line : Files.readAllLines(log)) {
            var words = line.strip().split(" +", -1);
            lines.add(new Line(words[0], Long.parseLong(words[1])));
        }
        return lines;
    }

    /** {@code kill -9}, at a random moment of its first hundredth of a second, of every child that is to be killed. */
    private static final class Killer implements Runnable {
        private final Path log;
        private final Random random = new Random(7);
        private int seen;

        Killer(Path log) {
            this.log = log;
        }

        @Override
        public void run() {
            try {
                var lines = committed(log);
                for (; seen < lines.size(); seen++) {
                    if (lines.get(seen).fault().startsWith("is-killed")) {
                        TimeUnit.MICROSECONDS.sleep(random.nextInt(10_000));
                        ProcessHandle.of(lines.get(seen).pid()).ifPresent(ProcessHandle::destroyForcibly);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What this process has of the operating system's. */
    private record Held(long children, long descriptors, long slices, long threads) {
        static Held now() {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Held(
                        ProcessHandle.current().children().count(),
                        open.count(),
                        Processes.sharedMemoryOf(ProcessHandle.current().pid()).size(),
                        Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                // The JDK's own: they wait for other work, and go when none comes.
                                .filter(name -> !name.startsWith("process reaper") && !name.startsWith("ForkJoinPool"))
                                .count());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isNoMoreThan(Held other) {
            return children <= other.children
                    && descriptors <= other.descriptors
                    && slices <= other.slices
                    && threads <= other.threads;
        }

        @Override
        public String toString() {
            return children + " children (zombies among them), " + descriptors + " descriptors, " + slices
                    + " shared-memory files, " + threads + " threads";
        }
    }
}
