package io.conclave.app.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The single actors that are on this node just now. */
final class Singles {
    private static final Logger LOG = LoggerFactory.getLogger(Singles.class);

    private final Set<ActorRef<?>> here = ConcurrentHashMap.newKeySet();

    /** The same behavior; where it runs is noted. */
    <T> Behavior<T> noting(Behavior<T> behavior) {
        return Behaviors.setup(context -> {
            here.add(context.getSelf());
            return behavior;
        });
    }

    /**
     * Stops them, first of all when the node leaves: what one still told entities that have left would hold up their regions'
     * shutdown until a timeout. Done when they are gone, or the patience is over, for what is next must not be left undone; one
     * that is gone already, or on another node by now, is no matter.
     */
    CompletionStage<Done> stop(Duration patience) {
        return CompletableFuture.allOf(
                        here.stream().map(actor -> stop(actor, patience)).toArray(CompletableFuture[]::new))
                .thenApply(all -> Done.getInstance());
    }

    private static CompletableFuture<Boolean> stop(ActorRef<?> actor, Duration patience) {
        return Patterns.gracefulStop(Adapter.toClassic(actor), patience, PoisonPill.getInstance())
                .exceptionally(fault -> {
                    LOG.warn(
                            "{} did not stop in {} ms: {}", actor.path().name(), patience.toMillis(), fault.toString());
                    return false;
                })
                .toCompletableFuture();
    }
}
