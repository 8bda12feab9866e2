package io.conclave.orchestrator.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.RecordedTape;
import io.conclave.orchestrator.stage.Stage;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tape that grows under the conductor: the same decisions as if it had been recorded, as soon as they can be taken. */
class GrowingTapeTest {
    @RegisterExtension
    static final Stage STAGE = Stage.live();

    private static final ActorTestKit KIT = STAGE.kit();

    private final RecordedTape recorded = Tapes.wave(40, Tapes.BTC, Tapes.ETH);
    private final UnrolledTape tape = new UnrolledTape(recorded);

    @Test
    void eachClosingIsDecidedWhenItComesAndTheEndIsTheRecordings() {
        var expected = run("recorded", recorded).hash();
        var run = run("grown", tape);

        for (int closing = 1; closing <= 40; closing++) {
            tape.unroll(1);
            reaches(run, closing);
        }
        tape.close();

        assertThat(run.hash()).isEqualTo(expected);
    }

    @Test
    void nothingIsDecidedBeforeItCanBeKnown() {
        var run = run("patient", tape);
        tape.unroll(7);
        reaches(run, 7);

        assertThat(run.steps()).isEqualTo(7);
        assertThat(run.describe(Tapes.BTC).rounds()).isEqualTo(7);
    }

    @Test
    void afterACrashItGoesOnWhereItWasWithWhatHasCome() {
        var expected = run("calm", recorded).hash();
        var run = run("cut", tape);
        tape.unroll(13);
        reaches(run, 13);

        run.crashAndRestart();
        tape.unroll(27);
        tape.close();

        assertThat(run.hash()).isEqualTo(expected);
    }

    @Test
    void aTapeThatIsClosedBeforeTheRunBeginsIsPlayedThrough() {
        var expected = run("whole", recorded).hash();
        tape.unroll(40);
        tape.close();

        assertThat(run("late", tape).hash()).isEqualTo(expected);
    }

    private static PaperRun run(String name, io.conclave.agents.MarketTape tape) {
        return new PaperRun(KIT, name, tape, (agent, symbol) -> Scripted.sound(agent));
    }

    private static void reaches(PaperRun run, int steps) {
        KIT.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
            assertThat(run.steps()).isEqualTo(steps);
            return null;
        });
    }
}
