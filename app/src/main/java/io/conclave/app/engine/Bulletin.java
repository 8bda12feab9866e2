package io.conclave.app.engine;

import io.conclave.agents.Wire;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.session.Conductor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Carries what is told on one node's event stream to the event streams of all: closings that are done, and the kill switch.
 *
 * <p>A word may be lost when a node goes: each tells how things stand, so the next makes up for it.
 */
final class Bulletin {
    private static final String TOPIC = "bulletin";

    /** A word on its way, from its own node's stream or from another's. */
    private sealed interface Word {}

    private record Own(Wire told) implements Word {}

    private record Others(Wire told) implements Word {}

    private Bulletin() {}

    static Behavior<?> create() {
        return Behaviors.<Word>setup(context -> {
            var topic = context.spawn(Topic.create(Wire.class, TOPIC), TOPIC);
            // Heard by another actor: an adapter here would be chosen by a word's class, whichever way it came.
            var self = context.getSelf();
            topic.tell(Topic.subscribe(context.spawn(
                    Behaviors.<Wire>receiveMessage(told -> {
                        self.tell(new Others(told));
                        return Behaviors.same();
                    }),
                    "others")));
            var system = context.getSystem();
            // An adapter for each class: a later one of the same class would take the place of the first.
            system.eventStream()
                    .tell(new EventStream.Subscribe<>(
                            Conductor.Stepped.class, context.messageAdapter(Conductor.Stepped.class, Own::new)));
            system.eventStream()
                    .tell(new EventStream.Subscribe<>(
                            KillSwitch.Turned.class, context.messageAdapter(KillSwitch.Turned.class, Own::new)));
            var passing = Collections.<Wire>newSetFromMap(new IdentityHashMap<>());
            return Behaviors.receive(Word.class)
                    .onMessage(Own.class, own -> {
                        if (isNews(own.told(), passing)) {
                            topic.tell(Topic.publish(own.told()));
                        }
                        return Behaviors.same();
                    })
                    .onMessage(Others.class, others -> {
                        if (isNews(others.told(), passing)) {
                            system.eventStream().tell(new EventStream.Publish<>(others.told()));
                        }
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    /** What is passed on comes back once, the same object: it is known by that, for equal words may be said again. */
    private static boolean isNews(Wire told, Set<Wire> passing) {
        return !passing.remove(told) && passing.add(told);
    }
}
