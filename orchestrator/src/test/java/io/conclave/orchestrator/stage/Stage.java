package io.conclave.orchestrator.stage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.testkit.ExplicitlyTriggeredScheduler;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An actor system whose journal is kept in memory: one for the tests of a class, and empty when each begins. */
public final class Stage implements BeforeEachCallback, AfterAllCallback {
    /**
     * What follows from a message has mostly happened when its sender goes on. Only a recovery still takes its own time, so
     * that it must not be over when hours of the stage's time are.
     */
    private static final Config ON_THE_CALLERS_THREAD = ConfigFactory.parseString("""
            pekko.loglevel = OFF
            pekko.actor.default-dispatcher.type = org.apache.pekko.testkit.CallingThreadDispatcherConfigurator
            pekko.persistence.dispatchers.default-plugin-dispatcher = ${pekko.actor.default-dispatcher}
            pekko.persistence.journal-plugin-fallback.recovery-event-timeout = 10 h
            """);

    private final ActorTestKit kit;
    private final PersistenceTestKit journal;
    private final boolean still;

    private Stage(Config config, boolean still) {
        this.still = still;
        this.kit = ActorTestKit.create(ConfigFactory.parseString(
                        "pekko.persistence.testkit { events.serialize = off, snapshots.serialize = off }")
                .withFallback(config)
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.defaultApplication())
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
        this.journal = PersistenceTestKit.create(kit.system());
    }

    /** As it is played: on many threads, by the clock. */
    public static Stage live() {
        return new Stage(ConfigFactory.empty(), false);
    }

    /** On many threads; no time passes but what {@link #timePasses} lets pass. */
    public static Stage timeless() {
        return new Stage(ManualTime.config(), false);
    }

    /** Timeless, and almost all on the test's own thread: what is not answered at once has to wait for time to pass. */
    public static Stage still() {
        return new Stage(ON_THE_CALLERS_THREAD.withFallback(ManualTime.config()), true);
    }

    public ActorTestKit kit() {
        return kit;
    }

    public PersistenceTestKit journal() {
        return journal;
    }

    /** Every timer that is due by then goes off, each at its time. */
    public void timePasses(Duration time) {
        if (still) {
            // ManualTime would first sleep a tenth of a second, for other threads to come to rest.
            var classic = Adapter.toClassic(kit.system());
            var clock = (ExplicitlyTriggeredScheduler) classic.scheduler();
            long until = clock.currentTimeMs() + time.toMillis();
            clock.scheduleOnce(time, () -> {}, classic.dispatcher());
            clock.executeTasks(until);
        } else {
            ManualTime.get(kit.system()).timePasses(time);
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        journal.clearAll();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        kit.shutdownTestKit();
    }
}
