package io.conclave.system.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.system.engine.TheWeek;
import io.conclave.system.engine.Workplace;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that follows a market decides what a backtest of the same market decides, wherever it keeps and hears it. */
class NodeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void onWhatIsEmbeddedTheWeekIsTheDemos() {
        var place = place("embedded");

        var ended = place.run("run", "--bundled", "--until-end", "--headless", "--json");

        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(ended.report().required("decisionHash"))
                .isEqualTo(TheWeek.played().report().required("decisionHash"));
    }

    @Test
    void onServersWithItsFeedInAnotherProcessTheWeekIsTheDemos() {
        try (var postgres = PostgresServer.start();
                var redis = RedisServer.start()) {
            var place = place("servers")
                    .with("conclave.journal.kind", "postgres")
                    .with("conclave.journal.url", postgres.freshDatabase())
                    .with("conclave.journal.user", postgres.user())
                    .with("conclave.bus.kind", "redis")
                    .with("conclave.bus.url", redis.url());
            try (var node = place.start("run", "--until-end", "--headless", "--json")) {
                var feed = place.run("feed", "--bundled", "--json");
                var ended = node.await();

                assertThat(feed.exitCode()).as(feed.toString()).isZero();
                assertThat(feed.report().required("bars").intValue()).isEqualTo(640);
                assertThat(ended.exitCode()).as(ended.toString()).isZero();
                assertThat(ended.report().required("decisionHash"))
                        .isEqualTo(TheWeek.played().report().required("decisionHash"));
            }
            // Finished, it says again what came out.
            var again = place.run("run", "--until-end", "--headless", "--json");
            assertThat(again.report().required("decisionHash"))
                    .isEqualTo(TheWeek.played().report().required("decisionHash"));
        }
    }

    private Workplace place(String name) {
        return Workplace.in(folder.resolve(name))
                .sharingModelsOf(TheWeek.played().place())
                .with("conclave.run.pace", "virtual");
    }
}
