package io.conclave.orchestrator.killswitch;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.orchestrator.execution.OneGate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KillSwitchTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.persistence.testkit { events.serialize = off, snapshots.serialize = off }")
                    .withFallback(PersistenceTestKitPlugin.getInstance().config())
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));

    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final OneGate gate = new OneGate();

    @BeforeEach
    void anEmptyJournal() {
        journal.clearAll();
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void aHaltIsTheRowsAndTheJournals() {
        var position = ask(born(), replyTo -> new KillSwitch.Engage("looks odd", "risk", 7, replyTo));

        assertThat(position).isEqualTo(new KillSwitch.Position(true, Optional.of("looks odd")));
        assertThat(gate.row().halted()).isTrue();
        assertThat(journalled()).containsExactly(new KillSwitch.Engaged("looks odd", "risk", 7));
    }

    @Test
    void whatSomebodyElseDidWhileItWasAwayIsJournalledWhenItIsSeen() {
        gate.halt("run", "paper", "from outside", "operator", 8);
        var killSwitch = born();

        assertThat(ask(killSwitch, KillSwitch.Read::new).halted()).isTrue();
        gate.resume("run", "paper", "looked into", "operator", 9);
        assertThat(ask(killSwitch, KillSwitch.Read::new).halted()).isFalse();
        ask(killSwitch, KillSwitch.Read::new);

        assertThat(journalled())
                .containsExactly(
                        new KillSwitch.Engaged("from outside", "operator", 8),
                        new KillSwitch.Released("looked into", "operator", 9));
    }

    @Test
    void aRestartFindsTheAccountHalted() {
        var killSwitch = born();
        ask(killSwitch, replyTo -> new KillSwitch.Engage("looks odd", "risk", 7, replyTo));
        KIT.stop(killSwitch);

        assertThat(ask(born(), KillSwitch.Read::new))
                .isEqualTo(new KillSwitch.Position(true, Optional.of("looks odd")));
    }

    private ActorRef<KillSwitch.Command> born() {
        return KIT.spawn(KillSwitch.create("run", "paper", gate));
    }

    private KillSwitch.Position ask(
            ActorRef<KillSwitch.Command> killSwitch,
            Function<ActorRef<KillSwitch.Position>, KillSwitch.Command> question) {
        TestProbe<KillSwitch.Position> probe = KIT.createTestProbe();
        killSwitch.tell(question.apply(probe.getRef()));
        return probe.receiveMessage();
    }

    private List<Object> journalled() {
        return journal.persistedInStorage("KillSwitch|run");
    }
}
