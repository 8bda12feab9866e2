package io.conclave.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.GrowingTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.persistence.tape.BitstampTape;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is asked as of a closing is told to an entity once its node's tape shows that closing, and not before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TapeWaitTest {
    private static final Instrument BTC = BitstampTape.BTC_USD;
    private static final List<Bar> BARS =
            BitstampTape.read(Duration.ofMinutes(15)).tape().bars(BTC.symbol(), Long.MAX_VALUE, 3);

    private final ActorTestKit kit = ActorTestKit.create();
    private final GrowingTape tape = GrowingTape.of("growing", List.of(BTC));
    private final TapeWait wait = new TapeWait(tape);

    /** @param name for people */
    private record Asked(String name, long asOf) {}

    @BeforeAll
    void oneBarIsShown() {
        tape.append(BARS.getFirst());
    }

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void whatIsAskedAsOfLaterWaitsForItsClosingAndTheRestDoesNot() {
        TestProbe<String> told = kit.createTestProbe();
        var entity = entity(told);

        entity.tell(new Asked("as of the third", BARS.get(2).closeNanos()));
        entity.tell(new Asked("as of the end", Long.MAX_VALUE));
        entity.tell(new Asked("as of the second", BARS.get(1).closeNanos()));
        entity.tell(new Asked("as of the first", BARS.getFirst().closeNanos()));
        entity.tell(new Asked("as of now", TapeWait.NOW));

        assertThat(told.receiveMessage()).isEqualTo("as of the first");
        assertThat(told.receiveMessage()).isEqualTo("as of now");
        tape.append(BARS.get(1));
        assertThat(told.receiveMessage()).isEqualTo("as of the second");
        tape.append(BARS.get(2));
        assertThat(told.receiveMessage()).isEqualTo("as of the third");
        tape.close();
        assertThat(told.receiveMessage()).isEqualTo("as of the end");
    }

    @Test
    void aClosingThatIsShownWhileItIsBeingNotedIsNotMissed() {
        var growing = GrowingTape.of("at once", List.of(BTC));
        var looked = new AtomicInteger();
        // Grows the moment somebody asks it to look.
        var eager = new LookedAt(growing, () -> {
            looked.incrementAndGet();
            growing.append(BARS.getFirst());
        });
        TestProbe<String> told = kit.createTestProbe();
        var entity = kit.spawn(new TapeWait(eager).before(Asked.class, teller(told), Asked::asOf));

        entity.tell(new Asked("as of the first", BARS.getFirst().closeNanos()));

        assertThat(told.receiveMessage()).isEqualTo("as of the first");
        assertThat(looked).hasValue(1);
    }

    private ActorRef<Asked> entity(TestProbe<String> told) {
        return kit.spawn(wait.before(Asked.class, teller(told), Asked::asOf));
    }

    private static org.apache.pekko.actor.typed.Behavior<Asked> teller(TestProbe<String> told) {
        return Behaviors.receiveMessage(asked -> {
            told.getRef().tell(asked.name());
            return Behaviors.same();
        });
    }
}
