package io.conclave.persistence.transaction;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Short transactions on a few connections of their own, so that whoever may not wait does not queue behind projections.
 *
 * <p>A stage is done when its transaction is committed. When it failed, nobody knows whether the commit reached the
 * database: what is done here must be fit to be done again.
 */
public final class Transactions implements AutoCloseable {
    /** What one transaction does. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static final int CONNECTIONS = 2;
    private static final String DUPLICATE = "23505";

    private final HikariDataSource pool;
    private final JournalKind kind;
    private final String what;
    private final ExecutorService threads;

    /**
     * @param what for sentences: {@code the trading gate}
     * @throws IllegalStateException if the database cannot be reached; the message says what to do
     */
    public static Transactions open(JournalConfig config, String what) {
        return new Transactions(config.openBounded("conclave " + what, CONNECTIONS), config.kind(), what);
    }

    private Transactions(HikariDataSource pool, JournalKind kind, String what) {
        this.pool = pool;
        this.kind = kind;
        this.what = what;
        this.threads = Executors.newFixedThreadPool(
                CONNECTIONS,
                Thread.ofPlatform()
                        .daemon()
                        .name("conclave-" + what.replace(' ', '-') + "-", 0)
                        .factory());
    }

    /** Runs and commits; two that insert the same row at once are both run to their end, one after the other. */
    public <T> CompletionStage<T> run(Work<T> work) {
        return CompletableFuture.supplyAsync(() -> retried(work), threads);
    }

    /** Lets a reader that brings its own transactions use these connections. */
    public <T> CompletionStage<T> read(Function<DataSource, T> reader) {
        return CompletableFuture.supplyAsync(() -> reader.apply(pool), threads);
    }

    private <T> T retried(Work<T> work) {
        try {
            try {
                return once(work);
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) {
                    throw e;
                }
                return once(work);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not answer for the " + what + ": " + e.getMessage(), e);
        }
    }

    private <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                var result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        }
    }

    /** The database's own clock as it is now, and not when the transaction began; SQL. */
    public String now() {
        return switch (kind) {
            case H2 -> "CURRENT_TIMESTAMP(6)";
            case POSTGRES -> "clock_timestamp()";
        };
    }

    /** Waits for no transaction. */
    @Override
    public void close() {
        threads.shutdown();
        pool.close();
    }
}
