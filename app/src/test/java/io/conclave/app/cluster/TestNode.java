package io.conclave.app.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.testkit.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.event.Logging;

/** A true node at an address of this machine, with nothing on it. */
final class TestNode implements AutoCloseable {
    static final Terms TERMS = new Terms("paper", "tape-1", "settings-1");

    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final ActorSystem<Void> system;
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    final Formation formation;
    final CompletableFuture<Done> joined;

    /** Two ports that were free on each loopback address a moment ago. */
    record Ports(int artery, int management) {
        static Ports free() {
            try (var one = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
                    var other = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
                return new Ports(one.getLocalPort(), other.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException("No port is free", e);
            }
        }

        /** Of all that listen at these ports, at {@code 127.0.0.1} and on. */
        String seeds(int nodes) {
            return "seeds = ["
                    + String.join(
                            ", ",
                            Stream.iterate(1, i -> i + 1)
                                    .limit(nodes)
                                    .map(i -> "\"127.0.0." + i + "\"")
                                    .toList())
                    + "], nodes = " + nodes;
        }
    }

    private TestNode(Config config, Terms terms) {
        var settings = ClusterSettings.from(config);
        this.system = ActorSystem.create(
                Behaviors.empty(),
                "conclave",
                // The JVM is not this node's alone.
                ConfigFactory.parseString(
                                "pekko.coordinated-shutdown.reason-overrides"
                                        + ".\"org.apache.pekko.actor.CoordinatedShutdown$ClusterDowningReason$\".exit-jvm = off")
                        .withFallback(PekkoSettings.of(settings, terms, config)));
        system.systemActorOf(
                Behaviors.<Logging.LogEvent>setup(context -> {
                    Adapter.toClassic(system)
                            .eventStream()
                            .subscribe(Adapter.toClassic(context.getSelf()), Logging.Warning.class);
                    Adapter.toClassic(system)
                            .eventStream()
                            .subscribe(Adapter.toClassic(context.getSelf()), Logging.Error.class);
                    return Behaviors.receiveMessage(event -> {
                        warnings.add(String.valueOf(event.message()));
                        return Behaviors.same();
                    });
                }),
                "warnings",
                org.apache.pekko.actor.typed.Props.empty());
        this.formation = Formation.of(system, settings);
        this.joined = formation.join().toCompletableFuture();
    }

    /** The {@code number}th node, at {@code 127.0.0.number}. */
    static TestNode start(int number, Ports ports, String more) {
        return start(number, ports, more, TERMS);
    }

    static TestNode start(int number, Ports ports, String more, Terms terms) {
        return new TestNode(settings(number, ports, more), terms);
    }

    static Config settings(int number, Ports ports, String more) {
        return ConfigFactory.parseString("conclave.cluster { enabled = true, host = \"127.0.0." + number + "\", port = "
                        + ports.artery() + ", management-port = " + ports.management() + "\n" + more + "\n}")
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    static TestNode alone() {
        return new TestNode(ConfigFactory.load(), TERMS);
    }

    /** How many members this one knows that are up. */
    long up() {
        return StreamSupport.stream(cluster().state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up()))
                .count();
    }

    void awaitUp(int members) {
        Patience.until(cluster().selfAddress() + " knows " + members + " members", LONGEST, () -> up() == members);
    }

    void awaitWarning(String part) {
        Patience.until(
                cluster().selfAddress() + " warns of " + part + " and not only of " + warnings,
                LONGEST,
                () -> warnings.stream().anyMatch(warning -> warning.contains(part)));
    }

    Cluster cluster() {
        return Cluster.get(Adapter.toClassic(system));
    }

    ActorSystem<Void> system() {
        return system;
    }

    Queue<String> warnings() {
        return warnings;
    }

    /** Waits until it has ended of itself. */
    void awaitEnd() {
        Patience.until(
                "the node has ended", LONGEST, () -> system.whenTerminated().isCompleted());
    }

    /** In the midst of a test. */
    void end() {
        system.terminate();
        awaitEnd();
    }

    /** Of one that has ended, it does nothing. */
    @Override
    public void close() {
        end();
    }
}
