package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.client.ConclaveClient;
import io.conclave.client.NewOrder;
import io.conclave.client.NewOrder.Side;
import io.conclave.client.Order;
import io.conclave.client.RefusedException;
import io.conclave.system.audit.Audit;
import io.conclave.system.engine.Workplace;
import io.conclave.system.storm.StillMarket;
import io.conclave.testkit.Patience;
import io.conclave.testkit.lab.Schedule;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * People who place orders at three nodes, against the live clock and a market that stands still: each order goes by a name of
 * its own, and is asked again under it, of whichever node, until somebody answers.
 */
final class SharedFloor implements Trial {
    private static final String RUN = "floor";
    private static final int PEOPLE = 6;
    private static final Duration TO_BEGIN = Duration.ofMinutes(2);

    /** For the last to be heard, once all is whole again. */
    private static final Duration TO_END = Duration.ofMinutes(2);

    /** What holds of a run that has not ended, and of people's orders, too; of their claims {@link OrderHistory} tells. */
    private static final List<String> AUDITORS = List.of("sequence numbers", "votes", "fills", "positions");

    private final Trio nodes;
    private final OrderHistory history = new OrderHistory();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<ConclaveClient> clients = new ArrayList<>();
    private Optional<StillMarket> market = Optional.empty();

    static SharedFloor in(Path folder) {
        return new SharedFloor(Trio.in(folder, SharedFloor::settings));
    }

    private SharedFloor(Trio nodes) {
        this.nodes = nodes;
    }

    private static Workplace settings(Workplace place) {
        return place.with("conclave.run.name", RUN)
                .with("conclave.run.interval", StillMarket.INTERVAL.toSeconds() + "s")
                .with("conclave.run.stale-after", "off")
                .with("conclave.paper.cash", 1_000_000)
                .with("conclave.paper.fee-bps", 0)
                .with("conclave.paper.slippage-bps", 0)
                .with("conclave.sizing.short-allowed", true)
                .with("conclave.door.order-rate", 10_000)
                .with("conclave.door.duplicate-window", "0s")
                // What is looked at is the desk, not how often one address may call.
                .with("conclave.http.security.rate.key.burst", 1_000_000)
                .with("conclave.http.security.rate.address.burst", 1_000_000);
    }

    @Override
    public List<String> endure(Schedule schedule) {
        var key = nodes.key("trader");
        nodes.begin(TO_BEGIN);
        nodes.hosts().nodes().forEach(node -> clients.add(ConclaveClient.at(node.uri(), key)));
        market = Optional.of(new StillMarket(nodes.hosts().redis().url()));
        Patience.until("an order is taken", TO_BEGIN, () -> isTaken("first", 0) && history.acknowledged() > 0);
        var people = Stream.iterate(1, person -> person <= PEOPLE, person -> person + 1)
                .map(person -> Thread.ofVirtual().name("person-" + person).start(() -> trade(person)))
                .toList();
        try {
            schedule.play(nodes.hosts(), System.out);
        } finally {
            enough.set(true);
        }
        people.forEach(SharedFloor::joined);
        market.ifPresent(StillMarket::close);
        nodes.leave();
        return findings();
    }

    private void trade(int person) {
        var dice = new Random(person);
        for (int i = 1; !enough.get(); i++) {
            var name = "person-" + person + "-" + i;
            long begun = System.nanoTime();
            int node = dice.nextInt(clients.size());
            while (!isTaken(name, node) && System.nanoTime() - begun < TO_END.toNanos()) {
                node = (node + 1) % clients.size();
            }
        }
    }

    /** Whether somebody has said that he has it, or that he will not. */
    private boolean isTaken(String name, int node) {
        history.asks(name);
        boolean buys = name.hashCode() % 2 == 0;
        var order = NewOrder.limit(
                        StillMarket.SYMBOL.name(),
                        buys ? Side.BUY : Side.SELL,
                        new BigDecimal("0.1"),
                        new BigDecimal(name.hashCode() % 3 == 0 ? "100" : buys ? "97" : "103"))
                .named(name);
        try {
            var placed = clients.get(node).place(order);
            if (placed.status() == Order.Status.UNKNOWN) {
                // The desk said nothing in time: whether it has the order, nobody knows.
                return false;
            }
            history.acknowledged(name, placed.id());
            return true;
        } catch (RefusedException e) {
            // 5xx, or another who is at it: not known. A limit that is met is an answer.
            return e.status() == 422 || e.status() == 403;
        } catch (UncheckedIOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void joined(Thread person) {
        try {
            assertThat(person.join(TO_END.multipliedBy(2))).as(person.getName()).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while people were at it", e);
        }
    }

    private List<String> findings() {
        // The journal is what counts, and read models may be behind it when their node goes: the next start goes on
        // there.
        var caughtUp = nodes.beside("last").run("projections", "rebuild", RUN);
        assertThat(caughtUp.exitCode()).as(caughtUp.stderr()).isZero();
        var findings = new ArrayList<String>();
        try {
            findings.addAll(history.findings(nodes.database(), RUN));
        } catch (SQLException e) {
            findings.add("the database cannot be asked: " + e.getMessage());
        }
        AUDITORS.forEach(
                auditor -> findings.addAll(Audit.findingsOf(auditor, nodes.database(), RUN, Optional.empty())));
        System.out.println(history.acknowledged() + " orders were acknowledged");
        return findings;
    }

    @Override
    public String said() {
        return nodes.said();
    }

    @Override
    public void close() {
        try (nodes) {
            enough.set(true);
            market.ifPresent(StillMarket::close);
            clients.forEach(ConclaveClient::close);
        }
    }
}
