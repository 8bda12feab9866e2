package io.conclave.benchmarks;

import io.conclave.persistence.feed.Player;
import io.conclave.testkit.Memory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What a node with its workers and its servers hold, proportional set size: when a few bars have woken every agent and
 * nothing comes, and the most of it while the week is fed as fast as it is taken.
 */
final class MemoryMeasures {
    private static final int FEDERATED = 8;
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private MemoryMeasures() {}

    static Bench.Part part() {
        return new Bench.Part(
                List.of("memory.node_idle_mib", "memory.node_loaded_mib", "memory.postgres_mib", "memory.redis_mib"),
                MemoryMeasures::take);
    }

    private static List<Result> take(BenchProgram program, Consumer<String> progress) {
        progress.accept("A node: memory while nothing comes, and while the week does");
        try (var servers = NodeServers.start();
                var node = BenchNode.start(servers, "memory", "virtual")) {
            var held = new Held(node, servers);
            node.play(held);
            return held.results();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while a node was fed", e);
        }
    }

    /** What is held, MiB, looked at from a thread of its own while the week is fed. */
    private static final class Held implements Player.Pacing {
        private final BenchNode node;
        private final NodeServers servers;
        private final Thread looking;
        private int closings;
        private Sample idle = Sample.NOTHING;
        private volatile Sample most = Sample.NOTHING;

        Held(BenchNode node, NodeServers servers) {
            this.node = node;
            this.servers = servers;
            this.looking = Thread.ofPlatform().daemon().name("looks-at-memory").unstarted(this::look);
        }

        /** All are born once a few bars were decided upon; then nobody says anything for a while. */
        @Override
        public void beforeClosing(long closingNanos) throws InterruptedException {
            if (closings == FEDERATED) {
                node.awaitSteps(FEDERATED);
                Thread.sleep(QUIET);
                idle = now();
                looking.start();
            }
            closings++;
        }

        private void look() {
            while (node.isAlive()) {
                most = most.max(now());
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }

        private Sample now() {
            return new Sample(
                    Memory.ofEngine(node.process()) / 1024.0,
                    Memory.of(servers.postgres().process()) / 1024.0,
                    Memory.of(servers.redis().process()) / 1024.0);
        }

        List<Result> results() {
            return List.of(
                    Result.of("memory.node_idle_mib", "MiB", List.of(idle.node())),
                    Result.of("memory.node_loaded_mib", "MiB", List.of(most.node()))
                            .toBe(Target.atMost(450)),
                    Result.of("memory.postgres_mib", "MiB", List.of(most.postgres()))
                            .beside("while nothing is fed, MiB", List.of(idle.postgres())),
                    Result.of("memory.redis_mib", "MiB", List.of(most.redis()))
                            .beside("while nothing is fed, MiB", List.of(idle.redis())));
        }
    }

    private record Sample(double node, double postgres, double redis) {
        private static final Sample NOTHING = new Sample(0, 0, 0);

        Sample max(Sample other) {
            return new Sample(
                    Math.max(node, other.node), Math.max(postgres, other.postgres), Math.max(redis, other.redis));
        }
    }
}
