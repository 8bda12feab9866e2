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

/** The single actors that are on this node just now. */
final class Singles {
    private final Set<ActorRef<?>> here = ConcurrentHashMap.newKeySet();

    /** The same behavior; where it runs is noted. */
    <T> Behavior<T> noting(Behavior<T> behavior) {
        return Behaviors.setup(context -> {
            here.add(context.getSelf());
            return behavior;
        });
    }

    /** Done when they are gone; one that is gone already, or on another node by now, is no matter. */
    CompletionStage<Done> stop(Duration patience) {
        var stopping = here.stream()
                .map(actor -> Patterns.gracefulStop(Adapter.toClassic(actor), patience, PoisonPill.getInstance())
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(stopping).thenApply(all -> Done.getInstance());
    }
}
