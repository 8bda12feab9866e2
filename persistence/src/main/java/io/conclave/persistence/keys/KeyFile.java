package io.conclave.persistence.keys;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.schema.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The keys of a machine without a server: an H2 file that is opened for each question and closed after it, so that nodes
 * and the command line share it.
 */
final class KeyFile implements Connections {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final JournalConfig config;
    private final JdbcDataSource file = new JdbcDataSource();
    private boolean fit;

    /** @param config of kind H2; the file need not be there */
    KeyFile(JournalConfig config) {
        this.config = config;
        file.setURL(config.jdbcUrl());
        file.setUser(config.user());
        file.setPassword(config.password());
    }

    @Override
    public boolean isThere() {
        return Files.exists(Path.of(config.url() + ".mv.db"));
    }

    @Override
    public Connection open() throws SQLException {
        Connection connection = patiently();
        boolean handedOver = false;
        try {
            makeFit();
            handedOver = true;
            return connection;
        } finally {
            if (!handedOver) {
                connection.close();
            }
        }
    }

    /** While the caller's connection keeps the file open, nobody comes between. */
    private synchronized void makeFit() {
        if (!fit) {
            Migrations.migrate(file, config.kind());
            fit = true;
        }
    }

    private Connection patiently() throws SQLException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return file.getConnection();
            } catch (SQLException e) {
                if (e.getErrorCode() != ErrorCode.DATABASE_ALREADY_OPEN_1 || System.nanoTime() - until > 0) {
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("Interrupted while another process held the file of keys", e);
            }
        }
    }
}
