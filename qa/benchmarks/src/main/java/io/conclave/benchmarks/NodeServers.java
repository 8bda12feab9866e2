package io.conclave.benchmarks;

import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.ProjectRoot;
import io.conclave.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a node stands on, for the bench alone: a PostgreSQL with the settings of {@code ./conclave services}, which flushes
 * every commit, a Redis with its append-only file, and a folder for its runs and models.
 */
record NodeServers(PostgresServer postgres, RedisServer redis, Path folder) implements AutoCloseable {
    private static final Pattern SETTING = Pattern.compile("(\\w+) = '?([\\w.-]+)'?.*");

    static NodeServers start() {
        try {
            var folder = Files.createTempDirectory("conclave-bench-node-");
            var postgres = asServicesSetItUp().start();
            try {
                return new NodeServers(postgres, RedisServer.start(), folder);
            } catch (RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (IOException e) {
            throw new NotMeasuredException("A node has no place: " + e.getMessage(), e);
        }
    }

    private static PostgresOptions asServicesSetItUp() throws IOException {
        var options = PostgresOptions.plain().durably();
        var file = ProjectRoot.path().resolve("docker").resolve("postgres").resolve("conclave.conf");
        for (var line : Files.readAllLines(file)) {
            var setting = SETTING.matcher(line);
            if (setting.matches()) {
                options = options.with(setting.group(1), setting.group(2));
            }
        }
        return options;
    }

    @Override
    public void close() {
        try (postgres) {
            redis.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : List.copyOf(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new NotMeasuredException("The node's folder cannot be deleted: " + e.getMessage(), e);
        }
    }
}
