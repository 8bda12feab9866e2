package io.conclave.persistence.projection;

import io.conclave.agents.Journaled;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import io.conclave.persistence.journal.JournalReader;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Events of a run that enter its read models in one transaction: each once, an entity's in their order.
 *
 * <p>An event that was projected before is passed over. One that comes too soon, because an earlier event of its entity
 * was left out, waits until that one is read from the journal and applied. Whoever opened the connection commits it.
 */
final class EventGroup {
    private static final int CHUNK = 500;

    private final Connection connection;
    private final String run;
    private final JournalReader journal;
    private final Progress progress;
    private final Rows rows = new Rows();
    private final AgentRows agents;
    private final PositionRows positions;
    private final FillRows fills;

    private EventGroup(Connection connection, String run, JournalReader journal, Progress progress) {
        this.connection = connection;
        this.run = run;
        this.journal = journal;
        this.progress = progress;
        this.agents = new AgentRows(connection, rows, run);
        this.positions = new PositionRows(connection, rows, run);
        this.fills = new FillRows(rows, run);
    }

    /** @param connection in a transaction; the run is held until it ends */
    static EventGroup open(Connection connection, String run, JournalReader journal) throws SQLException {
        return new EventGroup(connection, run, journal, Progress.hold(connection, run));
    }

    void take(String persistenceId, long sequence, Journaled event) throws SQLException {
        long reached = progress.of(persistenceId);
        if (sequence <= reached) {
            return;
        }
        if (sequence > reached + 1) {
            repair(persistenceId, sequence - 1);
        }
        apply(persistenceId, sequence, event);
    }

    /**
     * Applies an entity's events that were left out, up to one of them.
     *
     * @return how many
     */
    long repair(String persistenceId, long until) throws SQLException {
        long before = progress.of(persistenceId);
        while (progress.of(persistenceId) < until) {
            long reached = progress.of(persistenceId);
            for (var entry : journal.events(persistenceId, reached, Math.min(until, reached + CHUNK))) {
                apply(persistenceId, entry.sequence(), entry.event());
            }
            if (progress.of(persistenceId) == reached) {
                throw new IllegalStateException("The journal of " + persistenceId + " has no event " + (reached + 1)
                        + ", but event " + until + ": it is damaged");
            }
        }
        long applied = progress.of(persistenceId) - before;
        progress.wereLate(applied);
        return applied;
    }

    private void apply(String persistenceId, long sequence, Journaled event) throws SQLException {
        if (sequence != progress.of(persistenceId) + 1) {
            throw new IllegalStateException("The journal of " + persistenceId + " goes on with event " + sequence
                    + " after " + progress.of(persistenceId));
        }
        write(persistenceId, sequence, event);
        progress.reached(persistenceId, sequence);
        Row.of("projected")
                .key("run", run)
                .key("persistence_id", persistenceId)
                .set("sequence_number", sequence)
                .write(rows);
    }

    private void write(String persistenceId, long sequence, Journaled event) throws SQLException {
        switch (event) {
            case Orchestrator.Event round -> new RoundWriter(rows, agents, run, key(persistenceId)).write(round);
            case OrderDesk.Event desk -> new DeskWriter(rows, fills, run, key(persistenceId)).write(desk);
            case Ledger.Event books -> new BooksWriter(rows, fills, positions, run, key(persistenceId)).write(books);
            case Conductor.Event step -> new RunWriter(rows, run).write(step, sequence);
            // Other events of the run, the kill switch's among them, are in the journal and in no read model.
            default -> {}
        }
    }

    /** The last part of {@code OrderDesk|run:account}: an account, a symbol. */
    private static String key(String persistenceId) {
        return persistenceId.substring(persistenceId.lastIndexOf(':') + 1);
    }

    /**
     * Writes it all.
     *
     * @return how many events had been left out before
     */
    long write() throws SQLException {
        rows.flush(connection);
        fills.sumUp(connection);
        return progress.write(connection);
    }
}
