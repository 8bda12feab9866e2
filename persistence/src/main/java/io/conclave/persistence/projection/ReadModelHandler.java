package io.conclave.persistence.projection;

import io.conclave.agents.Journaled;
import io.conclave.persistence.journal.JournalReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a group of events to the read models, in the transaction that also moves the offset. */
final class ReadModelHandler extends JdbcHandler<List<EventEnvelope<Journaled>>, Session> {
    private static final Logger LOG = LoggerFactory.getLogger(ReadModelHandler.class);

    private final String run;
    private final JournalReader journal;

    ReadModelHandler(String run, JournalReader journal) {
        this.run = run;
        this.journal = journal;
    }

    @Override
    public void process(Session session, List<EventEnvelope<Journaled>> events) throws Exception {
        long late = session.withConnection(connection -> write(connection, events));
        session.wroteReadModels();
        if (late > 0) {
            LOG.warn("{} events of {} had been left out of the read models; they are in now", late, run);
        }
    }

    private long write(Connection connection, List<EventEnvelope<Journaled>> events) throws SQLException {
        var group = EventGroup.open(connection, run, journal);
        for (var event : events) {
            group.take(event.persistenceId(), event.sequenceNr(), event.event());
        }
        return group.write();
    }
}
