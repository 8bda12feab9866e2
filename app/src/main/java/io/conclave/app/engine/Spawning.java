package io.conclave.app.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Actors of this node, started from outside of any. */
final class Spawning {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final ActorSystem<SpawnProtocol.Command> system;

    Spawning(ActorSystem<SpawnProtocol.Command> system) {
        this.system = system;
    }

    ActorSystem<SpawnProtocol.Command> system() {
        return system;
    }

    <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        return spawn(behavior, name, DispatcherSelector.defaultDispatcher());
    }

    /** @param name another is chosen if it is taken */
    <T> ActorRef<T> spawn(Behavior<T> behavior, String name, Props props) {
        CompletionStage<ActorRef<T>> spawned = AskPattern.ask(
                system, replyTo -> new SpawnProtocol.Spawn<>(behavior, name, props, replyTo), SOON, system.scheduler());
        return spawned.toCompletableFuture().join();
    }
}
