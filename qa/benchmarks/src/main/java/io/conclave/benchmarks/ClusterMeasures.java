package io.conclave.benchmarks;

import io.conclave.agents.RecordedTape;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Decisions a second of one run on one, two and three nodes, all of them processes of this machine that share its cores, one
 * PostgreSQL that flushes every commit, and one Redis: what the sharing costs, and not what more machines would bring. A
 * decision is a settled round, with its votes, ruling and outcome. The first run trains the models and is not counted; no
 * news comes, so the analyst abstains. The first part of each run, in which a node's code is compiled, does not count either.
 *
 * <p>Beside a cluster of one: a node that listens for no other. Beside more: what {@code pgbench -N} brings to disk.
 */
final class ClusterMeasures {
    private static final int INSTRUMENTS = 8;
    private static final int BARS = 200;
    private static final int WARM = 100;
    private static final int MOST_NODES = 3;
    private static final int ROUNDS = 3;
    private static final long SEED = 20_260_105;
    private static final int PGBENCH_SECONDS = 5;

    private final NodeServers servers;
    private final Consumer<String> progress;
    private final RecordedTape market = MadeUpMarket.of(INSTRUMENTS, BARS, SEED);
    private final SortedSet<String> hashes = new TreeSet<>();
    private int runs;

    private ClusterMeasures(NodeServers servers, Consumer<String> progress) {
        this.servers = servers;
        this.progress = progress;
    }

    static List<Bench.Part> parts() {
        return List.of(
                new Bench.Part(
                        List.of(
                                "cluster.decisions_per_s.1",
                                "cluster.decisions_per_s.2",
                                "cluster.decisions_per_s.3",
                                "cluster.decision_hashes"),
                        (program, progress) -> measured(progress)),
                LostNodeMeasures.takeover(),
                LostNodeMeasures.silences(),
                SharedSweepMeasures.part());
    }

    private static List<Result> measured(Consumer<String> progress) {
        try (var servers = NodeServers.start()) {
            return new ClusterMeasures(servers, progress).decisions();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while a cluster was fed", e);
        }
    }

    // ---- decisions a second

    private List<Result> decisions() throws InterruptedException {
        var alone = new ArrayList<Double>();
        var commits = new ArrayList<Double>();
        var together = new ArrayList<List<Double>>();
        for (int nodes = 1; nodes <= MOST_NODES; nodes++) {
            together.add(new ArrayList<>());
        }
        train();
        try (var pgbench = PgBench.prepared(new JournalBed(servers.postgres()))) {
            for (int round = 1; round <= ROUNDS; round++) {
                say("round " + round + " of " + ROUNDS + ", a node by itself");
                alone.add(perSecond(SharedRun.alone(servers, nextRun(), market)));
                for (int nodes = 1; nodes <= MOST_NODES; nodes++) {
                    say("round " + round + " of " + ROUNDS + ", nodes: " + nodes);
                    together.get(nodes - 1).add(perSecond(cluster(nodes)));
                }
                commits.add(pgbench.perSecond(MOST_NODES, PGBENCH_SECONDS));
            }
        }
        var results = new ArrayList<Result>();
        results.add(figure(1, together).beside("a node by itself, 1/s", alone));
        for (int nodes = 2; nodes <= MOST_NODES; nodes++) {
            results.add(figure(nodes, together).beside("pgbench -N, " + MOST_NODES + " clients, 1/s", commits));
        }
        results.add(Result.of("cluster.decision_hashes", "hashes", List.of((double) hashes.size()))
                .beside("runs", List.of((double) runs))
                .toBe(Target.exactly(1)));
        return results;
    }

    private static Result figure(int nodes, List<? extends List<Double>> together) {
        return Result.of("cluster.decisions_per_s." + nodes, "1/s", together.get(nodes - 1));
    }

    private double perSecond(SharedRun run) throws InterruptedException {
        try (run) {
            run.play();
            return ended(run).perSecond(WARM);
        }
    }

    /** The models that all further runs find. */
    private void train() throws InterruptedException {
        say("a node trains the models");
        try (var first = SharedRun.alone(servers, nextRun(), market)) {
            first.play();
            var _ = ended(first);
        }
    }

    private DecisionTimes ended(SharedRun run) {
        var times = run.awaitEnd();
        hashes.add(times.hash().orElseThrow());
        return times;
    }

    // ---- names and places

    private SharedRun cluster(int nodes) {
        return SharedRun.among(servers, nextRun(), market, SharedRun.Seats.headless(nodes));
    }

    private String nextRun() {
        runs++;
        return "shared-" + runs;
    }

    private void say(String what) {
        progress.accept("Cluster: " + what);
    }
}
