package io.conclave.system.storm;

import io.conclave.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** PostgreSQL's own yardstick, on the same server: as many clients, each committing one row after the other. */
final class Pgbench {
    private static final int SECONDS = 8;

    private Pgbench() {}

    /** What it came to, as a sentence. */
    static String told(PostgresServer server, int clients) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("pgbench");
        var script = Files.writeString(folder.resolve("insert.sql"), "INSERT INTO yardstick (at) VALUES (now());\n");
        var url = server.freshDatabase();
        var database = url.substring(url.lastIndexOf('/') + 1);
        server.sql(database, "CREATE TABLE yardstick (id bigserial PRIMARY KEY, at timestamptz NOT NULL)");
        var begun = new ProcessBuilder(
                        server.programs().resolve("pgbench").toString(),
                        "--host=127.0.0.1",
                        "--port=" + server.port(),
                        "--username=" + server.user(),
                        "--no-vacuum",
                        "--client=" + clients,
                        "--jobs=2",
                        "--time=" + SECONDS,
                        "--log",
                        "--log-prefix=" + folder.resolve("log"),
                        "--file=" + script,
                        database)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        if (begun.waitFor() != 0) {
            throw new AssertionError("pgbench failed: " + Files.readString(folder.resolve("said")));
        }
        var micros = micros(folder);
        return String.format(
                Locale.ROOT,
                "pgbench with %d clients, one row a commit: %d a second, p50 %.1f, p99 %.1f ms.",
                clients,
                micros.size() / SECONDS,
                micros.get(micros.size() / 2) / 1e3,
                micros.get((int) (micros.size() * 0.99)) / 1e3);
    }

    /** The third column of its log is how long a transaction took. */
    private static List<Long> micros(Path folder) throws IOException {
        var micros = new ArrayList<Long>();
        try (var files = Files.newDirectoryStream(folder, "log*")) {
            for (var file : files) {
                for (var line : Files.readAllLines(file)) {
                    micros.add(Long.parseLong(line.split(" ", 4)[2]));
                }
            }
        }
        Collections.sort(micros);
        return micros;
    }
}
