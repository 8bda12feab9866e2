package io.conclave.persistence.projection;

import io.conclave.agents.Journaled;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;

/** Writes a group of events to the read models, in the transaction that also moves the offset. */
final class ReadModelHandler extends JdbcHandler<List<EventEnvelope<Journaled>>, Session> {
    private final String run;

    ReadModelHandler(String run) {
        this.run = run;
    }

    @Override
    public void process(Session session, List<EventEnvelope<Journaled>> events) throws Exception {
        session.withConnection(connection -> {
            for (var event : events) {
                write(connection, event);
            }
            return events.size();
        });
    }

    private void write(Connection connection, EventEnvelope<Journaled> envelope) throws SQLException {
        switch (envelope.event()) {
            case Orchestrator.Event event -> new RoundWriter(connection, run).write(event);
            case OrderDesk.Event event ->
                new DeskWriter(connection, run, account(envelope.persistenceId())).write(event);
            case Ledger.Event event -> new BooksWriter(connection, run, account(envelope.persistenceId())).write(event);
            case Conductor.Event event -> new RunWriter(connection, run).write(event, envelope.sequenceNr());
            // Other events of the run, the kill switch's among them, are in the journal and in no read model.
            default -> {}
        }
    }

    /** The last part of {@code OrderDesk|run:account}. */
    private static String account(String persistenceId) {
        return persistenceId.substring(persistenceId.lastIndexOf(':') + 1);
    }
}
