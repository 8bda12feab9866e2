package io.conclave.app.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * How a node becomes a member: of the cluster that its peers are, of a new one if there is none yet, or of one of its own.
 *
 * <p>Its actor system must have been made with {@link PekkoSettings}.
 */
public final class Formation {
    private final ActorSystem<?> system;
    private final ClusterSettings settings;
    private final CompletableFuture<Done> up = new CompletableFuture<>();

    private Formation(ActorSystem<?> system, ClusterSettings settings) {
        this.system = system;
        this.settings = settings;
    }

    public static Formation of(ActorSystem<?> system, ClusterSettings settings) {
        return new Formation(system, settings);
    }

    /** Whether other nodes may be members too. */
    public boolean isShared() {
        return settings.isShared();
    }

    /**
     * Begins to join. Done when this node is up, however long its peers let it wait; fails with {@link JoinRefusedException} when
     * they do not take it, and with {@link IllegalStateException} when the node ends before or cannot listen. To be called once.
     */
    public CompletionStage<Done> join() {
        var classic = Adapter.toClassic(system);
        var cluster = Cluster.get(classic);
        cluster.registerOnMemberUp(() -> up.complete(Done.getInstance()));
        var _ = system.getWhenTerminated()
                .thenRun(() -> up.completeExceptionally(
                        new IllegalStateException("The node ended before it was a member of the cluster")));
        if (!isShared()) {
            cluster.join(cluster.selfAddress());
            return up;
        }
        CoordinatedShutdown.get(classic)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
                        "say-why-the-cluster-refused",
                        this::sayWhyRefused);
        CompletionStage<?> listening = PekkoManagement.get(classic).start();
        var _ = listening.handle((bound, fault) -> {
            if (fault == null) {
                ClusterBootstrap.get(classic).start();
            } else {
                up.completeExceptionally(cannotListen(fault));
            }
            return bound;
        });
        return up;
    }

    private IllegalStateException cannotListen(Throwable fault) {
        return new IllegalStateException(
                "conclave.cluster.management-port: " + settings.bindHost() + ":" + settings.managementPort()
                        + " cannot be listened on: " + fault.getMessage(),
                fault);
    }

    /** While the system still stands: whom to ask is found out again. */
    private CompletionStage<Done> sayWhyRefused() {
        var reason = CoordinatedShutdown.get(system).getShutdownReason();
        if (reason.filter(CoordinatedShutdown.incompatibleConfigurationDetectedReason()::equals)
                .isEmpty()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return new Refusal(Adapter.toClassic(system), settings).sentence().handle((sentence, fault) -> {
            up.completeExceptionally(new JoinRefusedException(
                    fault == null
                            ? sentence
                            : "The cluster refused this node, and does not say why: " + fault.getMessage()));
            return Done.getInstance();
        });
    }
}
