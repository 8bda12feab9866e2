package io.conclave.orchestrator.killswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.orchestrator.execution.OneGate;
import io.conclave.orchestrator.stage.Stage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KillSwitchTest {
    @RegisterExtension
    static final Stage STAGE = Stage.live();

    private static final ActorTestKit KIT = STAGE.kit();

    private final PersistenceTestKit journal = STAGE.journal();
    private final OneGate gate = new OneGate();

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
