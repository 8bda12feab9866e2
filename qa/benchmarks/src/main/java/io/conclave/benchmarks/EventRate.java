package io.conclave.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;

/** Entities that journal one event after the other, each the next when the last is acknowledged. */
final class EventRate implements AutoCloseable {
    private static final double SETTLING = 0.7;

    private final ActorSystem<SpawnProtocol.Command> system;
    private final Map<Integer, List<ActorRef<Ledgers.Post>>> groups = new TreeMap<>();
    private final LongAdder journalled = new LongAdder();
    private final LongAdder resting = new LongAdder();
    private volatile boolean going;

    private EventRate(ActorSystem<SpawnProtocol.Command> system) {
        this.system = system;
    }

    static EventRate open(JournalBed bed) {
        return new EventRate(bed.system("rates"));
    }

    /** Events acknowledged a second, over so many seconds, by so many entities at once. */
    double perSecond(int entities, double seconds) {
        var group = groups.computeIfAbsent(entities, this::spawned);
        going = true;
        resting.reset();
        group.forEach(entity -> entity.tell(new Ledgers.Post()));
        rest(SETTLING);
        long before = journalled.sum();
        long started = System.nanoTime();
        rest(seconds);
        double rate = (journalled.sum() - before) / ((System.nanoTime() - started) / 1e9);
        going = false;
        // The next measurement has the server for itself.
        while (resting.sum() < entities) {
            rest(0.01);
        }
        return rate;
    }

    private List<ActorRef<Ledgers.Post>> spawned(int entities) {
        var group = new ArrayList<ActorRef<Ledgers.Post>>();
        for (int i = 0; i < entities; i++) {
            var behavior = Ledgers.create("rate-" + entities, "account-" + i, (entity, number) -> again(entity));
            group.add(system.systemActorOf(behavior, "ledger-" + entities + "-" + i, Props.empty()));
        }
        return group;
    }

    private void again(ActorRef<Ledgers.Post> entity) {
        journalled.increment();
        if (going) {
            entity.tell(new Ledgers.Post());
        } else {
            resting.increment();
        }
    }

    private static void rest(double seconds) {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    @Override
    public void close() {
        JournalBed.stop(system);
    }
}
