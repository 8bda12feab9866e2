package io.conclave.persistence.journal;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Journaled;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.persistence.Scribe;
import io.conclave.persistence.schema.Migrations;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A process that journals one event after the other and tells each number on stdout once it is acknowledged. */
final class KilledWriter {
    static final String ID = "Conductor|killed";

    private KilledWriter() {}

    /** @param arguments the path of the H2 file */
    public static void main(String[] arguments) throws Exception {
        var acknowledged = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, "UTF-8");
        var config = JournalConfig.from(ConfigFactory.load()).at(JournalKind.H2, arguments[0], "conclave", "");
        try (var database = config.open()) {
            Migrations.migrate(database, JournalKind.H2);
            Behavior<Scribe.Write> scribe = Behaviors.setup(context -> Scribe.create(ID, "killed"));
            ActorSystem<Scribe.Write> system = ActorSystem.create(
                    scribe,
                    "killed",
                    config.forPekko().withFallback(ConfigFactory.load()).resolve());
            while (true) {
                acknowledged.println(write(system));
            }
        }
    }

    private static long write(ActorSystem<Scribe.Write> system) throws Exception {
        List<Journaled> event = List.of(new Conductor.StepTaken(System.nanoTime()));
        return AskPattern.ask(
                        system,
                        (ActorRef<Long> replyTo) -> new Scribe.Write(event, replyTo),
                        Duration.ofSeconds(20),
                        system.scheduler())
                .toCompletableFuture()
                .get();
    }
}
