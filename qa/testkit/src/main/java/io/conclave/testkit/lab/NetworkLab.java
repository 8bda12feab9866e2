package io.conclave.testkit.lab;

import io.conclave.testkit.Holder;
import io.conclave.testkit.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Some hosts and one for the stores, each in a network namespace of its own, on one switch: what a cluster's machines are
 * to each other, on this one.
 *
 * <p>They reach each other and nothing else: no host has a route out. This JVM reaches all of them and they reach it, whatever
 * faults are made, so that a test can always ask what became of a node. Programs are started on a host by
 * {@link Host#command}; servers by their options' {@code on}. Closed, or when this JVM is gone, the hosts go with all that
 * runs on them; what a lab left behind whose shell was killed, the next one sweeps up. Labs do not see each other.
 *
 * <p>A fault is made where packets arrive. Faults add up: what was cut twice is mended twice.
 */
public final class NetworkLab implements AutoCloseable {
    private final Holder shell;
    private final List<Host> hosts;
    private final Host stores;

    private NetworkLab(Holder shell, int count) {
        var place = shell.ask("where").split(" ", -1);
        this.shell = shell;
        this.hosts = IntStream.rangeClosed(1, count)
                .mapToObj(number -> host(place[0], Integer.toString(number), place[1] + "." + number))
                .toList();
        this.stores = host(place[0], "stores", place[1] + ".254");
    }

    private static Host host(String lab, String name, String address) {
        return new Host(name, address, List.of("ip", "netns", "exec", lab + "-" + name));
    }

    /**
     * A lab of that many hosts, 1 to 200; takes half a second for three. Ends the test as aborted, and says so on stdout,
     * where the machine cannot have one: it takes root, network namespaces, iptables with NFQUEUE, and gcc.
     *
     * @throws IllegalStateException if it could be had and was not made all the same
     */
    public static NetworkLab of(int count) {
        if (count < 1 || count > 200) {
            throw new IllegalArgumentException("A lab has 1 to 200 hosts, not " + count);
        }
        if (!Holder.isRoot()) {
            return skipped("only root may make hosts");
        }
        try {
            var arguments = List.of(Integer.toString(count), text("delayer.c"));
            var shell = Holder.start(List.of(), text("network.sh"), arguments);
            try {
                return begun(shell, count);
            } catch (RuntimeException e) {
                shell.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No shell could be started for the network laboratory", e);
        }
    }

    private static NetworkLab begun(Holder shell, int count) {
        var missing = shell.ask("check");
        if (!missing.equals("done")) {
            return skipped(missing);
        }
        shell.tell("begin");
        return new NetworkLab(shell, count);
    }

    private static NetworkLab skipped(String why) {
        System.out.println("SKIPPED: the network laboratory: " + why);
        return Assumptions.abort("needs the network laboratory: " + why);
    }

    private static String text(String resource) throws IOException {
        try (var in = NetworkLab.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The testkit was built without its " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // ---- who is there

    /** All but the stores, by number. */
    public List<Host> hosts() {
        return hosts;
    }

    /** By its number, from 1 on. */
    public Host host(int number) {
        return hosts.get(number - 1);
    }

    /** Where PostgreSQL and Redis are to run: it stands apart from every node. */
    public Host stores() {
        return stores;
    }

    // ---- links

    /** Both ways between two hosts. */
    public List<Link> pair(Host one, Host other) {
        return List.of(new Link(one, other), new Link(other, one));
    }

    /** All ways to and from a host. */
    public List<Link> around(Host host, Reach reach) {
        return others(host, reach).flatMap(other -> pair(host, other).stream()).toList();
    }

    /** Nothing comes through any of these until it is mended. */
    public void cut(Collection<Link> links) {
        links.forEach(link -> shell.tell("cut_off " + arrivals(link)));
    }

    /**
     * Takes back one {@link #cut} of each.
     *
     * @throws IllegalStateException if one of them was not cut
     */
    public void mend(Collection<Link> links) {
        links.forEach(link -> shell.tell("mend " + arrivals(link)));
    }

    private static String arrivals(Link link) {
        return link.to().name() + " " + link.from().address();
    }

    // ---- weather

    /** What arrives at the host meets this from now on, instead of what it met before; what it sends does not. */
    public void weather(Host host, Weather weather, Reach reach) {
        var words = Stream.of(
                "weather",
                host.name(),
                Long.toString(weather.delay().toNanos() / 1_000),
                Long.toString(weather.jitter().toNanos() / 1_000),
                weather.loss() == 0 ? "0" : String.format(Locale.ROOT, "%.6f", weather.loss()));
        shell.tell(String.join(
                " ",
                Stream.concat(words, others(host, reach).map(Host::address)).toList()));
    }

    /** What arrives at the host comes at once again; what waited comes now. */
    public void clearUp(Host host) {
        shell.tell("clear_up " + host.name());
    }

    /** Nothing is cut anywhere, and the weather is fine. */
    public void heal() {
        shell.tell("heal");
    }

    private Stream<Host> others(Host host, Reach reach) {
        var all = reach == Reach.PEERS ? hosts.stream() : Stream.concat(hosts.stream(), Stream.of(stores));
        return all.filter(other -> !other.equals(host));
    }

    /** The hosts are gone, with all that ran on them. */
    @Override
    public void close() {
        shell.close();
    }
}
