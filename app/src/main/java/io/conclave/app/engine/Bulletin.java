package io.conclave.app.engine;

import io.conclave.agents.Wire;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.session.Conductor;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Carries what is told on one node's event stream to the event streams of all: closings that are done, and the kill switch.
 *
 * <p>What the last word was already is not told again; that also ends the way of a word that came from another node. A word
 * may be lost when a node goes: each tells how things stand, so the next makes up for it.
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
            topic.tell(Topic.subscribe(context.messageAdapter(Wire.class, Others::new)));
            var system = context.getSystem();
            // An adapter for each class: a later one of the same class would take the place of the first.
            system.eventStream()
                    .tell(new EventStream.Subscribe<>(
                            Conductor.Stepped.class, context.messageAdapter(Conductor.Stepped.class, Own::new)));
            system.eventStream()
                    .tell(new EventStream.Subscribe<>(
                            KillSwitch.Turned.class, context.messageAdapter(KillSwitch.Turned.class, Own::new)));
            return new Telling(topic, word -> system.eventStream().tell(new EventStream.Publish<>(word))).running();
        });
    }

    private interface Stream {
        void publish(Wire told);
    }

    private static final class Telling {
        private final ActorRef<Topic.Command<Wire>> topic;
        private final Stream stream;
        private @Nullable Wire lastStep;
        private @Nullable Wire lastTurn;

        private Telling(ActorRef<Topic.Command<Wire>> topic, Stream stream) {
            this.topic = topic;
            this.stream = stream;
        }

        private Behavior<Word> running() {
            return Behaviors.receive(Word.class)
                    .onMessage(Own.class, own -> {
                        if (isNews(own.told())) {
                            topic.tell(Topic.publish(own.told()));
                        }
                        return Behaviors.same();
                    })
                    .onMessage(Others.class, others -> {
                        if (isNews(others.told())) {
                            stream.publish(others.told());
                        }
                        return Behaviors.same();
                    })
                    .build();
        }

        private boolean isNews(Wire told) {
            if (told instanceof Conductor.Stepped) {
                boolean isNew = !Objects.equals(told, lastStep);
                lastStep = told;
                return isNew;
            }
            boolean isNew = !Objects.equals(told, lastTurn);
            lastTurn = told;
            return isNew;
        }
    }
}
