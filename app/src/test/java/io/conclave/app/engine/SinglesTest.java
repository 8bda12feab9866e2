package io.conclave.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Single actors stop first when a node leaves; what comes after them comes in any case. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SinglesTest {
    private final ActorTestKit kit = ActorTestKit.create();
    private final Singles singles = new Singles();

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void allThatAreHereAreStopped() throws Exception {
        TestProbe<String> told = kit.createTestProbe();
        var one = here(told);
        var other = here(told);

        assertThat(stopped(Duration.ofSeconds(10))).isEqualTo(Done.getInstance());

        told.expectTerminated(one);
        told.expectTerminated(other);
    }

    @Test
    void oneThatDoesNotStopHoldsNothingUpThatComesAfterIt() throws Exception {
        var stuck = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        ActorRef<String> busy = kit.spawn(singles.noting(busy(stuck, end)));
        busy.tell("work");
        assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();

        try {
            assertThat(stopped(Duration.ofMillis(200))).isEqualTo(Done.getInstance());
        } finally {
            end.countDown();
        }
    }

    /** Is noted by the time that it answers. */
    private ActorRef<String> here(TestProbe<String> told) {
        ActorRef<String> actor = kit.spawn(singles.noting(Behaviors.receiveMessage(word -> {
            told.getRef().tell(word);
            return Behaviors.same();
        })));
        actor.tell("here");
        told.expectMessage("here");
        return actor;
    }

    private static Behavior<String> busy(CountDownLatch stuck, CountDownLatch end) {
        return Behaviors.receiveMessage(_ -> {
            stuck.countDown();
            end.await();
            return Behaviors.same();
        });
    }

    private Done stopped(Duration patience) throws Exception {
        return singles.stop(patience).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
