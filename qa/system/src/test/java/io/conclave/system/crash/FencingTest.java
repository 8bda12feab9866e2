package io.conclave.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Whoever is not the executor any more, or trades for a halted account, has no order granted, whatever it believes. */
@Isolated("two nodes at once, both awaited")
class FencingTest {
    /** Closings after which the week trades. */
    private static final int TRADING = 180;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void ofTwoNodesThatBothThinkTheyAreTheExecutorTheOlderStandsDown() {
        try (var scene = Scene.on(Servers.untouched(), folder.resolve("one"))) {
            scene.startFeed("max");
            try (var old = scene.startNode()) {
                scene.awaitStep(TRADING);
                old.signal("STOP");
                int claimed = scene.progress().claims();
                int stopped = scene.progress().steps();
                assertThat(claimed).as("orders before the take-over").isPositive();

                scene.startAnother(folder.resolve("two"));
                scene.awaitStep(stopped + 60);
                assertThat(scene.progress().claims())
                        .as("orders of the second node")
                        .isGreaterThan(claimed);
                old.signal("CONT");
                var stoodDown = old.await();
                scene.awaitEnd();

                assertThat(stoodDown.exitCode()).isEqualTo(1);
                assertThat(stoodDown.stdout()).isEmpty();
                assertThat(stoodDown.stderr().lines().filter(line -> line.startsWith("conclave: ")))
                        .as(stoodDown.stderr())
                        .hasSize(1);
                assertThat(scene.findings()).isEmpty();
            }
        }
    }

    @Test
    void aHaltedAccountClaimsNothingUntilItIsResumed() {
        try (var scene = Scene.on(Servers.untouched(), folder.resolve("halted"))) {
            scene.startFeed("max");
            scene.startNode();
            scene.awaitStep(TRADING);
            var halted = scene.command("halt", "--reason", "a test", "--actor", "tester");
            int claimed = scene.progress().claims();
            int from = scene.progress().steps();
            assertThat(halted.exitCode()).as(halted.stderr()).isZero();
            assertThat(claimed).as("orders before the halt").isPositive();

            scene.awaitStep(from + 100);
            assertThat(scene.progress().claims()).as("orders while halted").isEqualTo(claimed);
            var resumed = scene.command("resume", "--reason", "the test goes on", "--actor", "tester");
            assertThat(resumed.exitCode()).as(resumed.stderr()).isZero();
            scene.awaitEnd();

            assertThat(scene.progress().claims()).as("orders after the halt").isGreaterThan(claimed);
            assertThat(scene.findingsButTheHash()).isEmpty();
        }
    }
}
