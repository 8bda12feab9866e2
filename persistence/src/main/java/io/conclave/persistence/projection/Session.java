package io.conclave.persistence.projection;

import io.conclave.orchestrator.failpoint.Failpoint;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.projection.jdbc.JdbcSession;

/** One transaction of a projection, on a connection of the read pool. */
public final class Session implements JdbcSession {
    private final Connection connection;
    private boolean wroteReadModels;

    public Session(DataSource database) {
        try {
            connection = database.getConnection();
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException("No connection for the projections: " + e.getMessage(), e);
        }
    }

    @Override
    public <R> R withConnection(Function<Connection, R> work) throws Exception {
        return work.apply(connection);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
        if (wroteReadModels) {
            wroteReadModels = false;
            Failpoint.reached("read-model.projected");
        }
    }

    /** What is committed next are read models, not only an offset. */
    void wroteReadModels() {
        wroteReadModels = true;
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
