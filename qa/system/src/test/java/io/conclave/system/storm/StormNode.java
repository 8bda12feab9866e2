package io.conclave.system.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.system.engine.EngineProcess;
import io.conclave.system.engine.Workplace;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.RedisServer;
import java.net.URI;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A node on a PostgreSQL that flushes every commit and on Redis, whose account has narrow limits. */
final class StormNode implements AutoCloseable {
    static final String RUN = "paper";

    private final EngineProcess process;
    private final String key;
    private final URI uri;
    private final PGSimpleDataSource database = new PGSimpleDataSource();

    StormNode(PostgresServer postgres, RedisServer redis, Path folder, Limits limits) {
        var url = postgres.freshDatabase();
        database.setUrl(url);
        database.setUser(postgres.user());
        var place = Workplace.in(folder.toAbsolutePath())
                .with("conclave.journal.kind", "postgres")
                .with("conclave.journal.url", url)
                .with("conclave.journal.user", postgres.user())
                .with("conclave.bus.kind", "redis")
                .with("conclave.bus.url", redis.url())
                .with("conclave.run.name", RUN)
                .with("conclave.run.interval", StillMarket.INTERVAL.toSeconds() + "s")
                .with("conclave.paper.cash", limits.cash())
                .with("conclave.paper.fee-bps", 0)
                .with("conclave.paper.slippage-bps", 0)
                .with("conclave.sizing.short-allowed", true)
                .with("conclave.door.order-notional", limits.orderNotional())
                .with("conclave.door.position-limit", limits.position())
                .with("conclave.door.price-collar", limits.collar())
                .with("conclave.door.order-rate", limits.orders())
                .with("conclave.door.rate-window", limits.window().toSeconds() + "s")
                .with("conclave.door.duplicate-window", "0s")
                // What is looked at is the desk and its door, not how often one address may call.
                .with("conclave.http.security.rate.key.burst", 1_000_000)
                .with("conclave.http.security.rate.address.burst", 1_000_000);
        var made = place.run("keys", "create", "--role", "trader", "--label", "storm", "--json");
        assertThat(made.exitCode()).as(made.toString()).isZero();
        key = made.report().required("key").textValue();
        process = place.start("run", "--port", "0");
        try {
            uri = process.awaitPage();
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    String key() {
        return key;
    }

    DataSource database() {
        return database;
    }

    /** Where the API is. */
    URI uri() {
        return uri;
    }

    /** Told to end, and ended in order. */
    void stop() {
        var ended = process.signal("TERM").await();
        assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(143);
    }

    @Override
    public void close() {
        process.close();
    }
}
