package io.conclave.app.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/** All in this process. */
final class Alone implements Placement {
    private final Spawning spawning;

    Alone(Spawning spawning) {
        this.spawning = spawning;
    }

    @Override
    public <T> ActorRef<T> single(Behavior<T> behavior, String name) {
        return spawning.spawn(behavior, name);
    }

    @Override
    public Runnable duty(String name, Supplier<Runnable> work) {
        var end = work.get();
        var ended = new AtomicBoolean();
        return () -> {
            if (!ended.getAndSet(true)) {
                end.run();
            }
        };
    }

    @Override
    public void onChange(Runnable listener) {
        // Nobody comes and nobody goes.
    }

    @Override
    public boolean hasOthers() {
        return false;
    }
}
