package io.conclave.app.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.app.cluster.ec2.Ec2Settings;
import io.conclave.http.tls.MutualTls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code conclave.cluster}: each key is explained in {@code reference.conf}.
 *
 * @param isShared whether other nodes may join; else this one is a cluster of itself
 * @param host what others call this node: an address or a name
 * @param bindHost where it listens
 * @param nodes how many contact points must answer before a new cluster may form
 * @param tls empty only where nobody but this machine can reach the node
 * @param stableAfter how long the membership must have been still before the unreachable are downed
 * @param heartbeatPause how long a node may be silent before it counts as unreachable
 */
public record ClusterSettings(
        boolean isShared,
        String host,
        String bindHost,
        int port,
        int managementPort,
        int nodes,
        Peers peers,
        Optional<MutualTls.Files> tls,
        Duration stableAfter,
        Duration heartbeatPause) {
    /** A name is not looked up to decide what is safe. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]+]?");

    private static final String SECTION = "conclave.cluster";

    /**
     * @param settings everything
     * @throws ConfigException if a key makes no sense; it names the line
     * @throws UnsafeClusterException if others could join unasked
     */
    public static ClusterSettings from(Config settings) {
        var cluster = settings.getConfig(SECTION);
        var host = cluster.getString("host");
        if (host.isBlank()) {
            throw bad(cluster, "host", "is empty: write the address at which the other nodes reach this one");
        }
        boolean isShared = cluster.getBoolean("enabled");
        int managementPort = port(cluster, "management-port");
        var made = new ClusterSettings(
                isShared,
                host,
                cluster.getString("bind-host").isBlank() ? host : cluster.getString("bind-host"),
                port(cluster, "port"),
                managementPort,
                atLeastOne(cluster, "nodes"),
                isShared ? peers(cluster, managementPort) : new Peers.Seeds(List.of()),
                MutualTls.Files.from(cluster.getConfig("tls"), SECTION + ".tls"),
                atLeastASecond(cluster, "stable-after"),
                atLeastASecond(cluster, "acceptable-heartbeat-pause"));
        made.requireSafety(cluster);
        return made;
    }

    private void requireSafety(Config cluster) {
        if (port == managementPort) {
            throw bad(cluster, "management-port", "is the same as port: each listens on one of its own");
        }
        if (isShared && tls.isEmpty() && !(isLoopback(host) && isLoopback(bindHost))) {
            throw new UnsafeClusterException(isLoopback(host) ? bindHost : host);
        }
    }

    private static Peers peers(Config cluster, int managementPort) {
        var text = cluster.getString("discovery");
        return switch (text) {
            case "seeds" -> seeds(cluster, managementPort);
            case "dns" -> new Peers.Dns(name(cluster));
            case "ec2" -> new Peers.Ec2(Ec2Settings.from(cluster.getConfig("ec2")));
            default -> throw bad(cluster, "discovery", "\"" + text + "\" finds nobody: write seeds, dns or ec2");
        };
    }

    private static Peers seeds(Config cluster, int managementPort) {
        List<ContactPoint> points;
        try {
            points = cluster.getStringList("seeds").stream()
                    .map(text -> ContactPoint.of(text, managementPort))
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw bad(cluster, "seeds", String.valueOf(e.getMessage()));
        }
        if (points.isEmpty()) {
            throw bad(cluster, "seeds", "is empty: name the management addresses of the nodes, this one's too");
        }
        int nodes = cluster.getInt("nodes");
        if (nodes > points.size() || 2 * nodes <= points.size()) {
            throw bad(
                    cluster,
                    "nodes",
                    nodes + " must be more than half of the " + points.size() + " seeds and not more than all of them,"
                            + " or two clusters might form, or none");
        }
        return new Peers.Seeds(points);
    }

    private static String name(Config cluster) {
        var name = cluster.getString("dns.name");
        if (name.isBlank()) {
            throw bad(cluster, "dns.name", "is empty: write the name whose A records are the nodes' addresses");
        }
        return name;
    }

    private static int port(Config cluster, String key) {
        int port = cluster.getInt(key);
        if (port < 1 || port > 65_535) {
            throw bad(cluster, key, port + " is no port: 1 to 65535");
        }
        return port;
    }

    private static int atLeastOne(Config cluster, String key) {
        int number = cluster.getInt(key);
        if (number < 1) {
            throw bad(cluster, key, number + " must be at least 1");
        }
        return number;
    }

    private static Duration atLeastASecond(Config cluster, String key) {
        var time = cluster.getDuration(key);
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw bad(
                    cluster,
                    key,
                    "must be at least a second: a node that is short of processor would be taken for dead");
        }
        return time;
    }

    private static boolean isLoopback(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        try {
            return LITERAL.matcher(host).matches()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static ConfigException bad(Config cluster, String key, String sentence) {
        return new ConfigException.BadValue(cluster.getValue(key).origin(), SECTION + "." + key, sentence);
    }
}
