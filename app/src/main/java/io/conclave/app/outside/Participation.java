package io.conclave.app.outside;

import io.conclave.app.engine.Engine;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.http.port.Votes;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.ConsumerSettings;
import io.conclave.persistence.streams.Consumption;
import io.conclave.persistence.streams.Retry;
import io.conclave.persistence.streams.StreamName;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Outside agents at a node: each has a seat in every federation, and their votes come in. */
public final class Participation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Participation.class);
    /** Beyond the wait for the question: to journal the vote, on a bad day. */
    private static final Duration TO_JOURNAL = Duration.ofSeconds(30);

    private final Votes votes;
    private final Runnable fromBus;

    private Participation(Votes votes, Runnable fromBus) {
        this.votes = votes;
        this.fromBus = fromBus;
    }

    /**
     * Votes that come over the bus are taken by one node of several; those that come otherwise by whichever is asked.
     *
     * @param node names those who take votes in on the bus: what one held when it ended comes to the next at once
     */
    public static Participation begin(Engine engine, Bus bus, OutsideSettings settings, String node) {
        if (settings.agents().agents().isEmpty()) {
            return new Participation(VoteIntake.nobody(), () -> {});
        }
        var intake = new VoteIntake(settings.agents(), engine.system(), engine::journalOf, settings.early());
        return new Participation(intake, engine.duty("votes", () -> {
            seat(engine, settings);
            return takeIn(bus, settings, node, intake)::close;
        }));
    }

    private static Consumption takeIn(Bus bus, OutsideSettings settings, String node, VoteIntake intake) {
        return bus.consume(
                StreamName.VOTES,
                ConsumerSettings.of("votes-" + node)
                        .consumer(node)
                        .startingAt(ConsumerSettings.Start.NOW)
                        .inHand(64)
                        .patience(settings.early().plus(TO_JOURNAL))
                        .retry(Retry.never()),
                intake);
    }

    private static void seat(Engine engine, OutsideSettings settings) {
        for (AgentId agent : settings.agents().agents()) {
            for (Symbol symbol : engine.plan().tape().symbols()) {
                seat(engine, agent, symbol);
            }
        }
    }

    private static void seat(Engine engine, AgentId agent, Symbol symbol) {
        var now = Instant.now();
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        var _ = engine.join(agent, symbol, "An agent from outside", nanos).whenComplete((seated, fault) -> {
            if (fault != null) {
                LOG.warn(
                        "{} has no seat for {} yet; start the node again to try once more: {}",
                        agent,
                        symbol,
                        fault.getMessage());
            }
        });
    }

    /** Takes votes that do not come over the bus. */
    public Votes votes() {
        return votes;
    }

    /** Votes that are in hand are journalled first. */
    @Override
    public void close() {
        fromBus.run();
    }
}
