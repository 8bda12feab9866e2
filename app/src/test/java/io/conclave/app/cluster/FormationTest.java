package io.conclave.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.persistence.journal.EventSchema;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FormationTest {
    @Test
    void aNodeThatIsAloneJoinsItself() throws Exception {
        try (var node = TestNode.alone()) {
            node.joined.get(60, TimeUnit.SECONDS);

            assertThat(node.formation.isShared()).isFalse();
            assertThat(node.up()).isEqualTo(1);
        }
    }

    @Test
    void threeNodesThatKnowEachOtherFormOneCluster() {
        var ports = TestNode.Ports.free();
        var seeds = ports.seeds(3);
        try (var one = TestNode.start(1, ports, seeds);
                var two = TestNode.start(2, ports, seeds);
                var three = TestNode.start(3, ports, seeds)) {
            one.awaitUp(3);
            two.awaitUp(3);
            three.awaitUp(3);

            assertThat(one.formation.isShared()).isTrue();
            assertThat(three.joined).isDone().isNotCompletedExceptionally();
        }
    }

    @Test
    void aNodeOfAnotherRunIsRefusedAndSaysWhatDiffers() {
        refuses(new Terms("rehearsal", "tape-1", "settings-1"), "its run is rehearsal, the cluster's paper");
    }

    @Test
    void aNodeThatReadsOnlyOlderEventsIsRefusedAndSaysWhatDiffers() {
        refuses(
                new Terms("paper", "tape-2", "settings-1", new EventSchema(2, 3, 2)),
                "its tape is tape-2, the cluster's tape-1; it stores events as version 2 (it reads 2 to 3), the cluster as"
                        + " version 1 (it reads 1 to 1)");
    }

    private static void refuses(Terms others, String differences) {
        var ports = TestNode.Ports.free();
        var seeds = "seeds = [\"127.0.0.1\"]";
        try (var one = TestNode.start(1, ports, seeds)) {
            one.awaitUp(1);
            try (var other = TestNode.start(2, ports, seeds, others)) {
                assertThat(other.joined)
                        .failsWithin(60, TimeUnit.SECONDS)
                        .withThrowableThat()
                        .withCauseInstanceOf(JoinRefusedException.class)
                        .withMessageContaining("The cluster that answers at 127.0.0.1:" + ports.management()
                                + " does not take this node: " + differences);
                assertThat(one.up()).isEqualTo(1);
            }
        }
    }
}
