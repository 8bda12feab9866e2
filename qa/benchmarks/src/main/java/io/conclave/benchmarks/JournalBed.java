package io.conclave.benchmarks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;

/** An empty journal on the bench's server, with the engine's own settings. */
final class JournalBed {
    private static final Config SETTINGS = ConfigFactory.load();

    private final PostgresServer server;
    private final JournalConfig config;

    JournalBed(PostgresServer server) {
        this.server = server;
        this.config = JournalConfig.from(SETTINGS)
                .at(JournalKind.POSTGRES, server.freshDatabase(), server.user(), server.password());
        Database.open(config).close();
    }

    PostgresServer server() {
        return server;
    }

    JournalConfig config() {
        return config;
    }

    ActorSystem<SpawnProtocol.Command> system(String name) {
        return ActorSystem.create(
                SpawnProtocol.create(),
                name,
                config.forPekko().withFallback(SETTINGS).resolve());
    }

    static void stop(ActorSystem<?> system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    Connection connect() {
        try {
            return DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        } catch (SQLException e) {
            throw new NotMeasuredException("The bench's server does not answer: " + e.getMessage(), e);
        }
    }
}
