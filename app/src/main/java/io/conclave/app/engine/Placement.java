package io.conclave.app.engine;

import io.conclave.app.cluster.Formation;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/** Where what exists once is: in this process, or on one node of several. */
sealed interface Placement permits Alone, Among {

    static Placement of(Spawning spawning, Formation formation) {
        return formation.isShared() ? new Among(spawning) : new Alone(spawning);
    }

    /** An actor of which there is one; what it is told is brought to it wherever it is. */
    <T> ActorRef<T> single(Behavior<T> behavior, String name);

    /**
     * Work that one node does at a time.
     *
     * @param work begins it; what it gives back ends it. May be called again, on whichever node's turn it is
     * @return ends it, if it is done here; called again it does nothing
     */
    Runnable duty(String name, Supplier<Runnable> work);

    /** Calls this whenever a node has gone for good, or one has come: what was asked of an actor may be lost. */
    void onChange(Runnable listener);

    /** Whether other nodes go on when this one ends. */
    boolean hasOthers();
}
