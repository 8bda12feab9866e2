package io.conclave.persistence.outbox;

import io.conclave.agents.Journaled;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.Publishing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.javadsl.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes a group, and is done when the bus holds all of it; what it refuses is published again, for as long as it takes. */
final class OutboxHandler extends Handler<List<EventEnvelope<Journaled>>> {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxHandler.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final long NEVER = Long.MIN_VALUE;

    private final ActorSystem<?> system;
    private final Bus bus;
    private final Announcements announcements;
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final AtomicLong beganNanos = new AtomicLong(NEVER);
    private boolean troubled;

    OutboxHandler(ActorSystem<?> system, Bus bus, Announcements announcements) {
        this.system = system;
        this.bus = bus;
        this.announcements = announcements;
    }

    @Override
    public CompletionStage<Done> process(List<EventEnvelope<Journaled>> events) {
        beganNanos.set(System.nanoTime());
        var all = events.stream()
                .flatMap(event -> announcements.of(event.persistenceId(), event.sequenceNr(), event.event()).stream())
                .toList();
        return publish(all).thenApply(done -> {
            beganNanos.set(NEVER);
            if (!all.isEmpty()) {
                Failpoint.reached("outbox.published");
            }
            return done;
        });
    }

    Optional<Duration> stalled() {
        long began = beganNanos.get();
        return began == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - began));
    }

    /** What the bus has not taken by now is left to the next outbox. */
    void giveUp() {
        givenUp.set(true);
    }

    /** One after the other is handed over, and all are waited for together: the bus keeps the order. */
    private CompletionStage<Done> publish(List<Announcement> all) {
        var outcomes = all.stream()
                .map(each -> bus.publish(each.stream(), each.item()).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenCompose(stored -> {
                    for (int i = 0; i < outcomes.size(); i++) {
                        if (outcomes.get(i).join() instanceof Publishing.Refused refused) {
                            return again(all.subList(i, all.size()), refused);
                        }
                    }
                    calm();
                    return CompletableFuture.completedStage(Done.getInstance());
                });
    }

    /** From the first that was refused: those behind it that the bus took are known to it by their ids. */
    private CompletionStage<Done> again(List<Announcement> rest, Publishing.Refused refused) {
        if (givenUp.get()) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("The outbox stops; the rest is published at the next start"));
        }
        return switch (refused.why()) {
            case TOO_LARGE, CLOSED -> CompletableFuture.failedStage(new IllegalStateException(refused.sentence()));
            case AWAY, FULL, OUT_OF_MEMORY -> {
                if (!troubled) {
                    LOG.warn("Rounds and orders wait in the journal: {}", refused.sentence());
                    troubled = true;
                }
                Callable<CompletionStage<Done>> retry = () -> publish(rest);
                yield Patterns.after(PAUSE, system.classicSystem(), retry);
            }
        };
    }

    private void calm() {
        if (troubled) {
            LOG.info("The bus takes rounds and orders again");
            troubled = false;
        }
    }
}
