package io.conclave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.agents.RecordedTape;
import io.conclave.domain.access.Role;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How much faster two nodes do a sweep that is cut into pieces than one, each held to a processor of its own: from when it is
 * asked for until its result is there. They share the database and the disk, and what is put together at the end is put
 * together by one.
 */
final class SharedSweepMeasures {
    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** A dozen pieces, over a week in bars of two seconds: most of the time goes into what can be shared. */
    private static final String SWEEP = "{\"data\":\"demo\",\"strategy\":\"momentum\",\"interval\":\"2s\","
            + "\"grid\":\"window=2:193,enter=0:1:0.002\"}";

    private final NodeServers servers;
    private final Consumer<String> progress;
    private final RecordedTape market = MadeUpMarket.of(1, 1, 1);
    private int runs;

    private SharedSweepMeasures(NodeServers servers, Consumer<String> progress) {
        this.servers = servers;
        this.progress = progress;
    }

    static Bench.Part part() {
        return new Bench.Part(List.of("cluster.sweep_speedup.2"), (program, progress) -> {
            try (var servers = NodeServers.start()) {
                return new SharedSweepMeasures(servers, progress).take();
            }
        });
    }

    private List<Result> take() {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new NotMeasuredException("Two nodes need two processors, and here is one");
        }
        var alone = new ArrayList<Double>();
        var together = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            say("a sweep on one node, round " + round + " of " + ROUNDS);
            alone.add(seconds(1));
            say("the same on two, round " + round + " of " + ROUNDS);
            together.add(seconds(2));
        }
        return List.of(Result.of("cluster.sweep_speedup.2", "ratio", Median.ratios(alone, together))
                .beside("one node, s", alone));
    }

    private double seconds(int nodes) {
        runs++;
        var seats = SharedRun.Seats.onOneProcessorEach(nodes);
        try (var run = SharedRun.among(servers, "sweeps-" + runs, market, seats);
                var calls = new Calls(run.key(Role.TRADER))) {
            var pages = run.addresses().stream()
                    .map(address -> run.page(seats, address))
                    .toList();
            long begun = System.nanoTime();
            var job = calls.post(pages.getFirst().resolve("/v1/sweeps"), SWEEP)
                    .map(asked -> asked.path("id").asText())
                    .orElseThrow(() -> new NotMeasuredException("The node takes no sweep"));
            awaitEnd(calls, pages.getFirst().resolve("/v1/jobs/" + job));
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    private static void awaitEnd(Calls calls, URI job) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var status = calls.get(job)
                    .map(told -> told.path("status"))
                    .map(JsonNode::asText)
                    .orElse("");
            switch (status) {
                case "done" -> {
                    return;
                }
                case "failed", "cancelled" -> throw new NotMeasuredException("The sweep is " + status);
                default -> LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
        throw new NotMeasuredException("The sweep does not end within " + PATIENCE);
    }

    private void say(String what) {
        progress.accept("Cluster: " + what);
    }
}
