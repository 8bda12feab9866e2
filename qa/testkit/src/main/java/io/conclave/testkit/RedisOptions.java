package io.conclave.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a test's Redis differs from the plain one, which keeps an append-only file flushed each second, never evicts, asks
 * for no password and deletes its data at the end.
 *
 * @param appendOnly whether it keeps its data on disk at all
 * @param password empty for none
 * @param data a folder that is empty or holds a server's data of before; kept at the end. Empty: a private one, deleted
 * @param host where it runs and listens; on a host of a laboratory whoever reaches it may come in
 * @param settings further settings of {@code redis.conf}, each as {@code name value}
 */
public record RedisOptions(
        boolean appendOnly, Optional<String> password, Optional<Path> data, Host host, List<String> settings) {
    public RedisOptions {
        settings = List.copyOf(settings);
    }

    public static RedisOptions plain() {
        return new RedisOptions(true, Optional.empty(), Optional.empty(), Host.thisMachine(), List.of());
    }

    public RedisOptions inMemoryOnly() {
        return new RedisOptions(false, password, data, host, settings);
    }

    public RedisOptions withPassword(String secret) {
        return new RedisOptions(appendOnly, Optional.of(secret), data, host, settings);
    }

    public RedisOptions in(Path folder) {
        return new RedisOptions(appendOnly, password, Optional.of(folder), host, settings);
    }

    public RedisOptions on(Host there) {
        return new RedisOptions(appendOnly, password, data, there, settings);
    }

    public RedisOptions with(String name, String value) {
        var more =
                Stream.concat(settings.stream(), Stream.of(name + " " + value)).toList();
        return new RedisOptions(appendOnly, password, data, host, more);
    }

    /** Takes a tenth of a second. */
    public RedisServer start() {
        return RedisServer.start(this);
    }
}
