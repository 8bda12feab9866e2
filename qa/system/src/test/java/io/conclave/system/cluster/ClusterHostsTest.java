package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Patience;
import io.conclave.testkit.lab.Fault;
import io.conclave.testkit.lab.Reach;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a proof over a cluster leans on, shown with a node that is alone. */
class ClusterHostsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aNodeOnAHostIsKilledPausedStoppedAndStartedAgain() {
        try (var hosts = ClusterHosts.of(1, folder, (place, _) -> place, _ -> 1)) {
            var made = hosts.onTheStores(folder).run("keys", "create", "--role", "trader", "--label", "lab", "--json");
            assertThat(made.exitCode()).as(made.stderr()).isZero();
            var node = hosts.node(1);
            node.start();
            node.awaitOk("/health/live", SOON);

            var pause = new Fault.Pause(1);
            hosts.begin(pause);
            assertThat(node.status("/health/live"))
                    .as("of a node that stands still")
                    .isZero();
            hosts.end(pause);
            assertThat(node.status("/health/live")).isEqualTo(200);

            var isolate = new Fault.Isolate(1, Reach.EVERYONE);
            hosts.begin(isolate);
            assertThat(node.status("/health/live"))
                    .as("the test sees it all the same")
                    .isEqualTo(200);
            hosts.end(isolate);

            // Nobody here has it end: the supervisor starts it again.
            node.present().signal("TERM");
            Patience.until("it is started again", SOON, () -> node.revivals() == 1);
            node.awaitOk("/health/live", SOON);

            node.stop();
            assertThat(node.isAlive()).isFalse();
            assertThat(node.revivals()).as("what was stopped stays so").isEqualTo(1);

            node.start();
            var kill = new Fault.KillLeader();
            hosts.begin(kill);
            assertThat(node.isAlive()).isFalse();
            hosts.end(kill);
            assertThat(node.isAlive()).isTrue();
            assertThat(node.revivals()).isEqualTo(1);
        }
    }
}
