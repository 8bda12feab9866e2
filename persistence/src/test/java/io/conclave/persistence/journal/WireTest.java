package io.conclave.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Agent;
import io.conclave.agents.Wire;
import io.conclave.orchestrator.execution.DeskReport;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages cross from one process to another as CBOR, sealed types and the trade's nouns in them; events as journalled. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireTest {
    private final ActorSystem system = ActorSystem.create("wire", ConfigFactory.load());

    @BeforeAll
    void javaSerializationIsOff() {
        assertThat(system.settings().config().getBoolean("pekko.actor.allow-java-serialization"))
                .isFalse();
    }

    @AfterAll
    void stop() {
        TestKit.shutdownActorSystem(system);
    }

    static List<Wire> messages() {
        var reports = new TreeMap<>(Map.of(Samples.BTC, DeskReport.nothing(Samples.DECISION)));
        return List.of(
                new Agent.Voted(Samples.CAST),
                new Agent.Voted(Samples.ABSTAINED),
                new Agent.Failed(Samples.DECISION, "the model server is away"),
                new Agent.Description(3, 2, Optional.of(Samples.CAST)),
                new OrderDesk.Advanced(reports),
                new OrderDesk.Executed(7),
                new OrderDesk.LimitsTaken(Samples.limits()),
                new OrderDesk.DeskStanding(Samples.limits(), Optional.of(Samples.usage())),
                new OrderDesk.Renewed(Optional.of(Duration.ofMinutes(1))),
                new OrderDesk.Closed(List.of(Samples.INTENT.id())),
                new OrderDesk.TakenTogether(Samples.ended(), true),
                new KillSwitch.Position(true, Optional.of("drawdown")),
                new Ledger.Posted(List.of(Samples.FIRST_FILL.id())),
                new OrderDesk.OrderFilled(Samples.FIRST_FILL));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageArrivesAsItWasSent(Wire message) throws Exception {
        var serialization = SerializationExtension.get(system);
        var serializer = serialization.findSerializerFor(message);
        byte[] sent = serializer.toBinary(message);

        var arrived = serialization
                .deserialize(sent, serializer.identifier(), Serializers.manifestFor(serializer, message))
                .get();

        assertThat(arrived).isEqualTo(message);
    }
}
