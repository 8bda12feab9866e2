package io.conclave.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.agents.Wire;
import io.conclave.orchestrator.execution.OrderDesk;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages cross from one process to another as CBOR, sealed types, askers and the trade's nouns in them; events as journalled. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireTest {
    private final ActorSystem system = ActorSystem.create("wire", ConfigFactory.load());
    private final List<Wire> messages = Messages.all(Adapter.spawn(system, Behaviors.ignore(), "asker"));

    @BeforeAll
    void javaSerializationIsOff() {
        assertThat(system.settings().config().getBoolean("pekko.actor.allow-java-serialization"))
                .isFalse();
    }

    @AfterAll
    void stop() {
        TestKit.shutdownActorSystem(system);
    }

    Stream<Wire> sent() {
        return Stream.concat(messages.stream(), Stream.of(new OrderDesk.OrderFilled(Samples.FIRST_FILL)));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void aMessageArrivesAsItWasSent(Wire message) throws Exception {
        var serialization = SerializationExtension.get(system);
        var serializer = serialization.findSerializerFor(message);
        byte[] bytes = serialization.serialize(message).get();

        var arrived = serialization
                .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, message))
                .get();

        assertThat(arrived).isEqualTo(message);
    }

    @Test
    void everythingThatRoomsMaySayToEachOtherHasASample() throws IOException, URISyntaxException {
        var sampled = names(messages.stream().map(Object::getClass).toList());

        var said = names(
                OurClasses.all().stream().filter(WireTest::maySomebodyElseSayIt).toList());

        assertThat(said).contains(Agent.Ask.class.getName());
        assertThat(sampled).as("messages with a sample").isEqualTo(said);
    }

    /** What is the journal's has samples of its own; what an actor tells itself, or its own package, never leaves the node. */
    private static boolean maySomebodyElseSayIt(Class<?> type) {
        return Wire.class.isAssignableFrom(type)
                && !Journaled.class.isAssignableFrom(type)
                && !type.isInterface()
                && Stream.<Class<?>>iterate(type, of -> of != null, Class::getEnclosingClass)
                        .allMatch(of -> Modifier.isPublic(of.getModifiers()));
    }

    private static Set<String> names(Collection<? extends Class<?>> types) {
        var names = new TreeSet<String>();
        types.forEach(type -> names.add(type.getName()));
        return names;
    }
}
