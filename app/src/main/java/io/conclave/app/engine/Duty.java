package io.conclave.app.engine;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that exactly one node of a cluster does at a time: begun when this actor starts, ended before another node's may.
 *
 * <p>Beginning and ending may wait for servers, so it runs on a dispatcher of its own. What cannot be begun is tried again.
 * A node that was paused may still be at work when another has begun: whoever has a duty must be able to do it twice.
 */
final class Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Duty.class);

    /** Nothing is ever said to it. */
    enum Nothing {}

    private Duty() {}

    /** @param work begins it, and gives back what ends it */
    static Behavior<Nothing> create(String name, Supplier<Runnable> work) {
        return Behaviors.supervise(holding(name, work))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1));
    }

    private static Behavior<Nothing> holding(String name, Supplier<Runnable> work) {
        return Behaviors.setup(context -> {
            var end = work.get();
            LOG.info("This node's duty from now on: {}", name);
            return Behaviors.receive(Nothing.class)
                    .onSignal(PostStop.class, signal -> ended(name, end))
                    .onSignal(PreRestart.class, signal -> ended(name, end))
                    .build();
        });
    }

    private static Behavior<Nothing> ended(String name, Runnable end) {
        end.run();
        LOG.info("This node's duty no longer: {}", name);
        return Behaviors.same();
    }
}
