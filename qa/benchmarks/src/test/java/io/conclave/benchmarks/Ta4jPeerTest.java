package io.conclave.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.nativerisk.WorkerLauncher;
import io.conclave.nativerisk.WorkerSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Ta4jPeerTest {
    private static final WorkerSettings SETTINGS =
            new WorkerSettings(Optional.empty(), Duration.ofSeconds(30), Duration.ofSeconds(30));

    /** The measurement compares like with like only as long as this holds. */
    @Test
    void ta4jBuysAndSellsWhereWeDoOnTwentyFourPairs() throws Exception {
        var walk = Walk.of(100_000, 7);
        var ta4j = Ta4jPeer.inDoubles(walk);
        try (var launcher = WorkerLauncher.open(SETTINGS);
                var worker = launcher.launch().toCompletableFuture().get()) {
            var ours = new WorkerTrades(worker, walk);

            assertThat(Crossing.some(24))
                    .hasSize(24)
                    .doesNotHaveDuplicates()
                    .allSatisfy(crossing -> assertThat(ours.fills(crossing))
                            .as("fills of " + crossing)
                            .hasSizeGreaterThan(100)
                            .isEqualTo(ta4j.fills(crossing)));
        }
    }

    /** Short walks end before the slow average exists, or soon after: the first purchase is where readings part. */
    @Test
    void ta4jAgreesAboutTheFirstPurchaseAndTheLastBar() throws Exception {
        try (var launcher = WorkerLauncher.open(SETTINGS);
                var worker = launcher.launch().toCompletableFuture().get()) {
            int traded = 0;
            for (int bars = 9; bars < 40; bars++) {
                for (long seed = 0; seed < 5; seed++) {
                    var walk = Walk.of(bars, seed);
                    var crossing = new Crossing(3, 10);

                    var ours = new WorkerTrades(worker, walk).fills(crossing);

                    assertThat(ours)
                            .as(bars + " bars, seed " + seed)
                            .isEqualTo(Ta4jPeer.inDoubles(walk).fills(crossing));
                    traded += ours.isEmpty() ? 0 : 1;
                }
            }
            assertThat(traded).as("walks with trades").isGreaterThan(50);
        }
    }
}
