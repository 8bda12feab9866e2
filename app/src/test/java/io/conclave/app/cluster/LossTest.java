package io.conclave.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Members that go, with and without a word. */
class LossTest {
    /** Its system ends when it is told to, without leaving the cluster: nothing is said to the others. */
    private static final String WITHOUT_A_WORD = "}\npekko.coordinated-shutdown { run-by-actor-system-terminate = off ";

    private final TestNode.Ports ports = TestNode.Ports.free();

    @Test
    void theOldestOfThreeThatIsSilentIsGivenUpInTwelveSeconds() {
        var seeds = ports.seeds(3) + "\n";
        try (var one = TestNode.start(1, ports, seeds + WITHOUT_A_WORD);
                var two = TestNode.start(2, ports, seeds);
                var three = TestNode.start(3, ports, seeds)) {
            three.awaitUp(3);
            two.awaitUp(3);
            one.awaitUp(3);

            one.end();
            long lost = System.nanoTime();
            two.awaitUp(2);
            three.awaitUp(2);

            assertThat(Duration.ofNanos(System.nanoTime() - lost))
                    .as(
                            "not before stable-after has passed, and in time for shards to answer elsewhere within twelve seconds and"
                                    + " some")
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(14));
            assertThat(two.system().whenTerminated().isCompleted()).isFalse();
        }
    }

    @Test
    void oneOfTwoThatLosesTheLowerAddressGivesItselfUp() {
        var seeds = ports.seeds(2) + "\n";
        try (var one = TestNode.start(1, ports, seeds + WITHOUT_A_WORD);
                var two = TestNode.start(2, ports, seeds)) {
            one.awaitUp(2);
            two.awaitUp(2);

            one.end();

            two.awaitEnd();
        }
    }

    @Test
    void aNodeThatEndsAsItShouldIsNotWaitedFor() {
        var patient = "\nstable-after = 60s, acceptable-heartbeat-pause = 60s";
        try (var one = TestNode.start(1, ports, ports.seeds(2) + patient);
                var two = TestNode.start(2, ports, ports.seeds(2) + patient)) {
            one.awaitUp(2);
            two.awaitUp(2);

            one.end();

            two.awaitUp(1);
            assertThat(two.cluster().state().getUnreachable()).isEmpty();
        }
    }
}
