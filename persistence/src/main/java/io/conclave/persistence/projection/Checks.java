package io.conclave.persistence.projection;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The look for events that were left out, taken again and again. Entities that are known are always looked at; for those
 * that are not, the first look goes over the whole run and each later one back to the last but one, since no transaction
 * of the journal lives that long.
 */
final class Checks implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

    private final String run;
    private final DataSource database;
    private final Upkeep upkeep;
    private long lastOffset;
    private long lastButOne;

    Checks(String run, DataSource database) {
        this.run = run;
        this.database = database;
        this.upkeep = new Upkeep(database);
    }

    @Override
    public void run() {
        try (var connection = database.getConnection()) {
            long offset = Offset.ofReadModels(run).read(connection);
            upkeep.repair(run, lastButOne);
            lastButOne = lastOffset;
            lastOffset = offset;
        } catch (SQLException | IllegalStateException e) {
            LOG.warn("The read models of {} could not be looked after, and will be later: {}", run, e.getMessage());
        }
    }
}
