package io.conclave.system.crash;

import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A PostgreSQL and a Redis with its append-only file. */
record Servers(PostgresServer postgres, RedisServer redis) implements AutoCloseable {
    private static final class Once {
        private static final Servers UNTOUCHED = with(PostgresOptions.plain());
    }

    /** To which nobody does anything, whatever becomes of their clients; they live as long as this JVM. */
    static Servers untouched() {
        return Once.UNTOUCHED;
    }

    /** Every commit is flushed to disk: these may crash. */
    static Servers durable() {
        return with(PostgresOptions.plain().durably());
    }

    static Servers with(PostgresOptions options) {
        var postgres = options.start();
        try {
            return new Servers(postgres, RedisServer.start());
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Redis forgets everything, and lives. */
    void flushRedis() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
            if (!answer.equals("+OK")) {
                throw new AssertionError("Redis answers FLUSHALL with " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (postgres) {
            redis.close();
        }
    }
}
