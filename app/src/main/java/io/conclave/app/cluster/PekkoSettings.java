package io.conclave.app.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.app.cluster.ec2.Ec2TagDiscovery;
import io.conclave.http.tls.MutualTls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration of a node's actor system: how it is reached, whom it believes, and when it gives another one up. */
public final class PekkoSettings {
    /** What is looked up where the peers are known: each discovery wants a name. */
    private static final String SERVICE = "conclave";

    private PekkoSettings() {}

    /**
     * Lays over everything else what makes a node one of several; leaves a node that is alone as it is.
     *
     * @param terms on which it would join
     * @throws io.conclave.http.tls.UnfitCertificateException if its certificate cannot be shown
     */
    public static Config of(ClusterSettings settings, Terms terms, Config base) {
        if (!settings.isShared()) {
            return base;
        }
        settings.tls().ifPresent(files -> MutualTls.open(files, InstantSource.system()));
        var mine = new LinkedHashMap<String, Object>();
        mine.put("pekko.remote.artery.transport", settings.tls().isPresent() ? "tls-tcp" : "tcp");
        mine.put("pekko.remote.artery.canonical.hostname", settings.host());
        mine.put("pekko.remote.artery.canonical.port", settings.port());
        mine.put("pekko.remote.artery.bind.hostname", settings.bindHost());
        mine.put("pekko.management.http.hostname", settings.host());
        mine.put("pekko.management.http.bind-hostname", settings.bindHost());
        mine.put("pekko.management.http.port", settings.managementPort());
        mine.put("pekko.cluster.roles", terms.asRoles());
        mine.put("pekko.cluster.split-brain-resolver.stable-after", millis(settings.stableAfter()));
        mine.put("pekko.cluster.failure-detector.acceptable-heartbeat-pause", millis(settings.heartbeatPause()));
        mine.put(bootstrap("required-contact-point-nr"), settings.nodes());
        mine.put(bootstrap("service-name"), serviceOf(settings.peers()));
        mine.put(bootstrap("effective-name"), serviceOf(settings.peers()));
        mine.putAll(discovery(settings.peers()));
        return ConfigFactory.parseMap(mine, "conclave.cluster")
                .withFallback(terms.asConfig())
                .withFallback(ConfigFactory.parseResources(PekkoSettings.class, "shared.conf"))
                .withFallback(base)
                .resolve();
    }

    /** What discovery is asked for. */
    static String serviceOf(Peers peers) {
        return switch (peers) {
            case Peers.Seeds _ -> SERVICE;
            case Peers.Dns dns -> dns.name();
            case Peers.Ec2 ec2 -> ec2.tags().tagValue();
        };
    }

    /** Under {@code pekko.discovery}. */
    static String methodOf(Peers peers) {
        return switch (peers) {
            case Peers.Seeds _ -> "config";
            case Peers.Dns _ -> "pekko-dns";
            case Peers.Ec2 _ -> "ec2-tags";
        };
    }

    private static Map<String, Object> discovery(Peers peers) {
        var found = new LinkedHashMap<String, Object>();
        found.put("pekko.discovery.method", methodOf(peers));
        found.put(bootstrap("discovery-method"), methodOf(peers));
        switch (peers) {
            case Peers.Seeds seeds ->
                found.put("pekko.discovery.config.services." + SERVICE + ".endpoints", endpoints(seeds.points()));
            case Peers.Dns _ -> {} // asks the name servers of this machine
            case Peers.Ec2 _ -> found.put("pekko.discovery.ec2-tags.class", Ec2TagDiscovery.class.getName());
        }
        return found;
    }

    private static List<Map<String, Object>> endpoints(List<ContactPoint> points) {
        return points.stream()
                .map(point -> Map.<String, Object>of("host", point.host(), "port", point.port()))
                .toList();
    }

    private static String bootstrap(String key) {
        return "pekko.management.cluster.bootstrap.contact-point-discovery." + key;
    }

    private static String millis(Duration time) {
        return time.toMillis() + " ms";
    }
}
