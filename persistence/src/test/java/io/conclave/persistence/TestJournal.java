package io.conclave.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.schema.Migrations;
import io.conclave.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.Patterns;

/** An empty journal of either kind, and actor systems that write to it. */
public final class TestJournal implements AutoCloseable {
    private final Config settings;
    private final JournalConfig config;
    private final HikariDataSource database;

    private TestJournal(Config settings, JournalConfig config) {
        this.settings = settings;
        this.config = config;
        this.database = config.open();
        Migrations.migrate(database, config.kind());
    }

    public static TestJournal fresh(JournalKind kind, Path folder) {
        return fresh(kind, folder, ConfigFactory.load());
    }

    public static TestJournal fresh(JournalKind kind, Path folder, Config config) {
        var settings = JournalConfig.from(config);
        return new TestJournal(
                config,
                switch (kind) {
                    case H2 ->
                        settings.at(JournalKind.H2, folder.resolve("journal").toString(), "conclave", "");
                    case POSTGRES ->
                        settings.at(
                                JournalKind.POSTGRES,
                                Server.SHARED.freshDatabase(),
                                Server.SHARED.user(),
                                "never printed");
                });
    }

    /** On a server of the test's own. */
    public static TestJournal on(PostgresServer server, Config config) {
        return new TestJournal(
                config,
                JournalConfig.from(config)
                        .at(JournalKind.POSTGRES, server.freshDatabase(), server.user(), "never printed"));
    }

    public JournalConfig config() {
        return config;
    }

    public HikariDataSource database() {
        return database;
    }

    public ActorSystem<SpawnProtocol.Command> system() {
        return ActorSystem.create(
                SpawnProtocol.create(),
                "test",
                config.forPekko().withFallback(settings).resolve());
    }

    public static void stop(ActorSystem<?> system) {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("The actor system does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops an actor that has done its part, so that another may write under its name. */
    public static void stopped(ActorSystem<?> system, ActorRef<?> actor) {
        try {
            Patterns.gracefulStop(Adapter.toClassic(actor), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(actor + " does not stop in " + system.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static <Q, A> A ask(ActorSystem<?> system, ActorRef<Q> whom, Function<ActorRef<A>, Q> question) {
        try {
            return AskPattern.ask(whom, question, Duration.ofSeconds(20), system.scheduler())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("No answer from " + whom, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }

    /** Started by the first test that needs it; ends with this JVM. */
    private static final class Server {
        private static final PostgresServer SHARED = PostgresServer.start();
    }
}
