package io.conclave.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.Journaled;
import io.conclave.persistence.Scribe;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;

/** Small runs, written to a journal; and the wait until something shows. */
final class Written {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Written() {}

    static void run(ActorSystem<SpawnProtocol.Command> system, String run) {
        var conductor = Samples.conductor();
        events(system, "Conductor|" + run, run, conductor.subList(0, 1));
        events(system, "Orchestrator|" + run + ":BTC-USD", run, Samples.round(true));
        events(system, "OrderDesk|" + run + ":paper", run, Samples.desk());
        events(system, "Portfolio|" + run + ":paper", run, Samples.books());
        events(system, "Conductor|" + run, run, conductor.subList(1, conductor.size()));
    }

    static void events(ActorSystem<?> system, String persistenceId, String run, List<Journaled> events) {
        var scribe = system.systemActorOf(
                Scribe.create(persistenceId, run), "scribe-" + NAMES.incrementAndGet(), Props.empty());
        TestJournal.ask(system, scribe, (ActorRef<Long> replyTo) -> new Scribe.Write(events, replyTo));
        TestJournal.stopped(system, scribe);
    }

    static Projections projected(ActorSystem<?> system, TestJournal journal, String run) {
        var projections = new Projections(system, journal.database());
        projections.follow(run);
        caughtUp(system, projections, run);
        return projections;
    }

    static void caughtUp(ActorSystem<?> system, Projections projections, String run) {
        until(system, "the projection caught up", () -> projections.lag(run) == 0);
    }

    static void until(ActorSystem<?> system, String what, BooleanSupplier holds) {
        var done = new CountDownLatch(1);
        var watch = system.scheduler()
                .scheduleAtFixedRate(
                        Duration.ZERO,
                        Duration.ofMillis(50),
                        () -> {
                            if (holds.getAsBoolean()) {
                                done.countDown();
                            }
                        },
                        system.executionContext());
        try {
            assertThat(done.await(30, TimeUnit.SECONDS)).as(what).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.cancel();
        }
    }
}
