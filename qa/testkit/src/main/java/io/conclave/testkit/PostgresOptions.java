package io.conclave.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a test's PostgreSQL differs from the plain one, which flushes nothing to disk, asks for no password and deletes its
 * data at the end.
 *
 * @param durable whether commits are flushed to disk, full pages written and data checksums kept, as on an operator's server
 * @param passwords whether connections over TCP need a password (SCRAM); {@link PostgresServer#password()} is the superuser's
 * @param data a folder that is empty or holds a server's data of before; kept at the end. Empty: a private one, deleted
 * @param mebibytes size of the disk under the data folder, 0 for the machine's own; only root may limit it
 * @param clockAhead how much the server's clock is ahead of ours; needs {@code faketime}
 * @param host where it runs and listens
 * @param settings further settings of {@code postgresql.conf}, each as {@code name=value}
 */
public record PostgresOptions(
        boolean durable,
        boolean passwords,
        Optional<Path> data,
        int mebibytes,
        Duration clockAhead,
        Host host,
        List<String> settings) {

    public PostgresOptions {
        settings = List.copyOf(settings);
    }

    public static PostgresOptions plain() {
        return new PostgresOptions(false, false, Optional.empty(), 0, Duration.ZERO, Host.thisMachine(), List.of());
    }

    public PostgresOptions durably() {
        return new PostgresOptions(true, passwords, data, mebibytes, clockAhead, host, settings);
    }

    public PostgresOptions withPasswords() {
        return new PostgresOptions(durable, true, data, mebibytes, clockAhead, host, settings);
    }

    public PostgresOptions in(Path folder) {
        return new PostgresOptions(durable, passwords, Optional.of(folder), mebibytes, clockAhead, host, settings);
    }

    public PostgresOptions onDiskOf(int size) {
        return new PostgresOptions(durable, passwords, data, size, clockAhead, host, settings);
    }

    public PostgresOptions withClockAhead(Duration ahead) {
        return new PostgresOptions(durable, passwords, data, mebibytes, ahead, host, settings);
    }

    public PostgresOptions on(Host there) {
        return new PostgresOptions(durable, passwords, data, mebibytes, clockAhead, there, settings);
    }

    public PostgresOptions with(String name, String value) {
        var more =
                Stream.concat(settings.stream(), Stream.of(name + "=" + value)).toList();
        return new PostgresOptions(durable, passwords, data, mebibytes, clockAhead, host, more);
    }

    /** Takes two to four seconds. */
    public PostgresServer start() {
        return PostgresServer.start(this);
    }
}
