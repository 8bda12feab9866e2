package io.conclave.app.engine;

import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.cluster.typed.Subscribe;

/** Single actors are on the oldest node of the cluster; when it goes, on the next. */
final class Among implements Placement {
    private final Spawning spawning;
    private final Cluster cluster;

    Among(Spawning spawning) {
        this.spawning = spawning;
        this.cluster = Cluster.get(spawning.system());
    }

    @Override
    public <T> ActorRef<T> single(Behavior<T> behavior, String name) {
        return ClusterSingleton.get(spawning.system()).init(SingletonActor.of(behavior, name));
    }

    /** Ended by the node's leaving, in its turn among all that the cluster hands over. */
    @Override
    public Runnable duty(String name, Supplier<Runnable> work) {
        ClusterSingleton.get(spawning.system())
                .init(SingletonActor.of(Duty.create(name, work), "duty-" + name)
                        .withProps(DispatcherSelector.blocking()));
        return () -> {};
    }

    @Override
    public void onChange(Runnable listener) {
        var watch = Behaviors.<ClusterEvent.MemberEvent>setup(context -> {
            cluster.subscriptions().tell(Subscribe.create(context.getSelf(), ClusterEvent.MemberEvent.class));
            return Behaviors.receiveMessage(event -> {
                if (event instanceof ClusterEvent.MemberRemoved || event instanceof ClusterEvent.MemberUp) {
                    listener.run();
                }
                return Behaviors.same();
            });
        });
        spawning.spawn(watch, "members");
    }

    @Override
    public boolean hasOthers() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .anyMatch(member -> member.status() == MemberStatus.up()
                        && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()));
    }
}
