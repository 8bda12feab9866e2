package io.conclave.app.cluster.ec2;

import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery;
import scala.Option;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Finds the nodes by a tag that their EC2 instances bear: the value is what is looked up. Pekko makes it, from
 * {@code conclave.cluster.ec2}.
 */
public final class Ec2TagDiscovery extends ServiceDiscovery {
    /** Whoever asks must not wait, and this does. */
    private static final Executor WAITING =
            task -> Thread.ofVirtual().name("ec2-tags").start(task);

    private final Instances instances;

    /** Made by Pekko, by name. */
    public Ec2TagDiscovery(ExtendedActorSystem system) {
        var settings = Ec2Settings.from(system.settings().config().getConfig("conclave.cluster.ec2"));
        this.instances = new Instances(settings, InstantSource.system());
    }

    /** Private addresses without ports: each node answers at the same one. Fails with {@link Ec2Exception}. */
    @Override
    public Future<Resolved> lookup(Lookup lookup, FiniteDuration patience) {
        var resolved = CompletableFuture.supplyAsync(() -> resolve(lookup.serviceName()), WAITING)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        return FutureConverters.asScala(resolved);
    }

    private Resolved resolve(String tagValue) {
        try {
            return resolved(tagValue, instances.running(tagValue));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private static Resolved resolved(String tagValue, Collection<String> addresses) {
        var targets = addresses.stream()
                .map(address -> new ResolvedTarget(address, Option.empty(), Option.empty()))
                .toList();
        return new Resolved(tagValue, CollectionConverters.asScala(targets).toList());
    }
}
