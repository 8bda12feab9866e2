package io.conclave.system.cluster;

import io.conclave.system.engine.Workplace;
import io.conclave.testkit.Host;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.RedisOptions;
import io.conclave.testkit.RedisServer;
import io.conclave.testkit.lab.Fault;
import io.conclave.testkit.lab.Link;
import io.conclave.testkit.lab.NetworkLab;
import io.conclave.testkit.lab.Reach;
import io.conclave.testkit.lab.Stage;
import io.conclave.testkit.lab.Weather;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/**
 * Some hosts with a node each, all on one PostgreSQL that flushes every commit and one Redis, which stand apart; and every
 * fault there is, done to them.
 *
 * <p>Nodes get the settings of the stores and of their own API. What else they need, those of the cluster among them, whoever
 * starts them says, knowing the host and all hosts.
 */
final class ClusterHosts implements Stage, AutoCloseable {
    /** Of the database, which is the nodes' own: where others reach them, a node demands it to have a password. */
    static final String USER = "node";

    static final String PASSWORD = "only-for-nodes";

    /** For a node to be up again while others are at work. */
    private static final Duration BACK_WITHIN = Duration.ofMinutes(1);

    private final NetworkLab lab;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final String url;
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final ToIntFunction<ClusterHosts> leader;
    private final Map<Fault, Integer> leadersKilled = new HashMap<>();

    /**
     * The hosts and stores, and nodes that are yet to be started; aborts the test where there can be no laboratory.
     *
     * @param settings the place of a node with what it needs beside the stores and its API
     * @param leader tells the number of the host whose node leads, asked before it is killed
     */
    static ClusterHosts of(
            int count,
            Path folder,
            BiFunction<Workplace, Host, Workplace> settings,
            ToIntFunction<ClusterHosts> leader) {
        var lab = NetworkLab.of(count);
        try {
            return new ClusterHosts(lab, folder, settings, leader);
        } catch (RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    private ClusterHosts(
            NetworkLab lab,
            Path folder,
            BiFunction<Workplace, Host, Workplace> settings,
            ToIntFunction<ClusterHosts> leader) {
        this.lab = lab;
        this.leader = leader;
        postgres = PostgresOptions.plain()
                .durably()
                .withPasswords()
                .on(lab.stores())
                .start();
        redis = RedisOptions.plain().on(lab.stores()).start();
        postgres.role(USER, PASSWORD);
        url = postgres.freshDatabaseFor(USER);
        postgres.sql(url.substring(url.lastIndexOf('/') + 1), "CREATE EXTENSION vector");
        for (var host : lab.hosts()) {
            var place = settings.apply(onTheStores(folder.resolve("node-" + host.name())), host);
            nodes.add(new ClusterNode(place.on(host), "run"));
        }
    }

    /** Where a command may run beside the nodes, on the same stores. */
    Workplace onTheStores(Path data) {
        return Workplace.in(data.toAbsolutePath())
                .with("conclave.journal.kind", "postgres")
                .with("conclave.journal.url", url)
                .with("conclave.journal.user", USER)
                .with("conclave.journal.password", PASSWORD)
                .with("conclave.bus.kind", "redis")
                .with("conclave.bus.url", redis.url());
    }

    NetworkLab lab() {
        return lab;
    }

    PostgresServer postgres() {
        return postgres;
    }

    RedisServer redis() {
        return redis;
    }

    /** The JDBC URL of the database that all nodes share, whose owner is {@link #USER}. */
    String database() {
        return url;
    }

    List<ClusterNode> nodes() {
        return List.copyOf(nodes);
    }

    /** By the number of its host, from 1 on. */
    ClusterNode node(int number) {
        return nodes.get(number - 1);
    }

    // ---- faults

    @Override
    public void begin(Fault fault) {
        switch (fault) {
            case Fault.Kill kill -> node(kill.host()).kill();
            case Fault.KillLeader kill -> killLeader(kill);
            case Fault.Isolate _, Fault.OneWay _, Fault.BrokenPair _ -> lab.cut(links(fault));
            case Fault.Late late -> everywhere(late.weather(), Reach.PEERS);
            case Fault.Lossy lossy -> everywhere(lossy.weather(), Reach.EVERYONE);
            case Fault.Pause pause -> node(pause.host()).pause();
            case Fault.PostgresAway _ -> postgres.crash();
            case Fault.RedisAway _ -> redis.kill();
            case Fault.RollingRestart _ -> restartAllInTurn();
        }
    }

    @Override
    public void end(Fault fault) {
        switch (fault) {
            case Fault.Kill kill -> node(kill.host()).start();
            case Fault.KillLeader kill -> node(leadersKilled.remove(kill)).start();
            case Fault.Isolate _, Fault.OneWay _, Fault.BrokenPair _ -> lab.mend(links(fault));
            case Fault.Late _, Fault.Lossy _ -> lab.hosts().forEach(lab::clearUp);
            case Fault.Pause pause -> node(pause.host()).wake();
            case Fault.PostgresAway _ -> postgres.restart();
            case Fault.RedisAway _ -> redis.restart();
            case Fault.RollingRestart _ -> {}
        }
    }

    private void killLeader(Fault fault) {
        int number = leader.applyAsInt(this);
        leadersKilled.put(fault, number);
        node(number).kill();
    }

    private List<Link> links(Fault fault) {
        return switch (fault) {
            case Fault.Isolate isolate -> lab.around(lab.host(isolate.host()), isolate.reach());
            case Fault.OneWay way -> List.of(new Link(lab.host(way.from()), lab.host(way.to())));
            case Fault.BrokenPair pair -> lab.pair(lab.host(pair.one()), lab.host(pair.other()));
            default -> throw new IllegalArgumentException("No link is cut by " + fault);
        };
    }

    private void everywhere(Weather weather, Reach reach) {
        lab.hosts().forEach(host -> lab.weather(host, weather, reach));
    }

    private void restartAllInTurn() {
        for (var node : nodes) {
            node.stop();
            node.start();
            node.awaitOk("/health/ready", BACK_WITHIN);
        }
    }

    /** The nodes are gone, then the stores, then the hosts. */
    @Override
    public void close() {
        try (lab;
                postgres;
                redis) {
            nodes.forEach(ClusterNode::close);
        }
    }
}
