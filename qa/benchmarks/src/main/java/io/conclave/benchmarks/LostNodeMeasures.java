package io.conclave.benchmarks;

import io.conclave.agents.RecordedTape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What it costs that one of three nodes is killed: how long the run stands still when that node had its conductor, and how
 * long nobody answers for the account's desk when it was there, and when it was not.
 */
final class LostNodeMeasures {
    private static final int NODES = 3;
    private static final int ROUNDS = 3;
    private static final int INSTRUMENTS = 8;
    private static final int BARS = 200;
    private static final int WARM = 100;
    private static final long SEED = 20_260_105;

    /** Half as long again as anything may take. */
    private static final Duration WATCHED = Duration.ofSeconds(18);

    private static final Duration CALM = Duration.ofSeconds(5);

    private final NodeServers servers;
    private final Consumer<String> progress;
    private final RecordedTape market = MadeUpMarket.of(INSTRUMENTS, BARS, SEED);
    private int runs;

    private LostNodeMeasures(NodeServers servers, Consumer<String> progress) {
        this.servers = servers;
        this.progress = progress;
    }

    static Bench.Part takeover() {
        return new Bench.Part(
                List.of("cluster.takeover_s"),
                (program, progress) -> measured(progress, LostNodeMeasures::standstills));
    }

    static Bench.Part silences() {
        return new Bench.Part(
                List.of("cluster.silence_elsewhere_s", "cluster.silence_lost_s"),
                (program, progress) -> measured(progress, LostNodeMeasures::silencesOfTheDesk));
    }

    private interface Measured {
        List<Result> take(LostNodeMeasures loss) throws InterruptedException;
    }

    private static List<Result> measured(Consumer<String> progress, Measured measured) {
        try (var servers = NodeServers.start()) {
            return measured.take(new LostNodeMeasures(servers, progress));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while a node was lost", e);
        }
    }

    // ---- the conductor is lost

    private List<Result> standstills() throws InterruptedException {
        var hashes = new TreeSet<String>();
        say("a node trains the models");
        try (var first = SharedRun.alone(servers, nextRun(), market)) {
            first.play();
            hashes.add(first.awaitEnd().hash().orElseThrow());
        }
        var seconds = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            say("the oldest of three nodes is killed, round " + round + " of " + ROUNDS);
            seconds.add(secondsWithoutAConductor(hashes));
        }
        if (hashes.size() > 1) {
            throw new NotMeasuredException("A take-over changed what was decided: " + hashes);
        }
        return List.of(Result.of("cluster.takeover_s", "s", seconds).toBe(Target.atMost(12)));
    }

    /** The market is all there, so that nothing but the take-over holds the run up. */
    private double secondsWithoutAConductor(SortedSet<String> hashes) throws InterruptedException {
        var seats = SharedRun.Seats.headless(NODES);
        try (var run = SharedRun.among(servers, nextRun(), market, seats)) {
            var feed = CompletableFuture.runAsync(() -> played(run));
            run.awaitSteps(WARM);
            var lost = run.oldest(seats);
            long killedAt = System.currentTimeMillis();
            run.kill(lost);
            var times = run.awaitEnd();
            feed.join();
            hashes.add(times.hash().orElseThrow());
            return times.secondsToGoOnAfter(killedAt);
        }
    }

    private static void played(SharedRun run) {
        try {
            run.play();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while a cluster was fed", e);
        }
    }

    // ---- nobody answers

    private List<Result> silencesOfTheDesk() throws InterruptedException {
        var elsewhere = new ArrayList<Double>();
        var lost = new ArrayList<Double>();
        var calm = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            say("a node without the desk is killed, round " + round + " of " + ROUNDS);
            elsewhere.add(silence(false, calm));
            say("the node with the desk is killed, round " + round + " of " + ROUNDS);
            lost.add(silence(true, calm));
        }
        return List.of(
                Result.of("cluster.silence_elsewhere_s", "s", elsewhere)
                        .beside("the longest before, s", calm)
                        .toBe(Target.below(1)),
                Result.of("cluster.silence_lost_s", "s", lost)
                        .beside("the longest before, s", calm)
                        .toBe(Target.atMost(12)));
    }

    /** As a node without the desk hears it that is not killed. Of nodes that may be killed, it is the oldest. */
    private double silence(boolean ofTheDesk, List<Double> calm) throws InterruptedException {
        var seats = SharedRun.Seats.withPages(NODES);
        try (var run = SharedRun.among(servers, nextRun(), market, seats)) {
            for (var address : run.addresses()) {
                run.page(seats, address);
            }
            var desk = run.desk(seats);
            var others = new ArrayList<>(run.addresses());
            others.remove(desk);
            var oldest = run.oldest(seats);
            var killed = ofTheDesk ? desk : others.contains(oldest) ? oldest : others.getFirst();
            others.remove(killed);
            try (var answers = new AnswerTimes(run.page(seats, others.getLast()).resolve("/v1/orders?status=open"))) {
                Thread.sleep(CALM);
                long calmSince = System.nanoTime();
                Thread.sleep(CALM);
                calm.add(answers.longestSilenceSince(calmSince));
                long killedAt = System.nanoTime();
                run.kill(killed);
                Thread.sleep(WATCHED);
                return answers.longestSilenceSince(killedAt);
            }
        }
    }

    private String nextRun() {
        runs++;
        return "lost-" + runs;
    }

    private void say(String what) {
        progress.accept("Cluster: " + what);
    }
}
