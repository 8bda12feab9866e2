package io.conclave.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the test's own: a fresh data directory, a free loopback port, no password.
 *
 * <p>Lives as long as whoever started it: a small shell holds the server and waits on a pipe from this JVM; when the pipe
 * closes, by {@link #close()} or because the JVM is gone, even by {@code kill -9}, it stops the server and deletes its
 * data. Writes are not flushed to disk, so nothing here survives a power failure, nor need it. No other server is ever
 * touched. Root starts it as the user {@code postgres}, since PostgreSQL refuses to run as root.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USER = "conclave";
    private static final String HOLD = """
            "$1"/postgres -D "$2"/data -p "$3" -k "$2" -c listen_addresses=127.0.0.1 \
              -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
              -c shared_buffers=32MB -c max_connections=80 </dev/null >"$2"/log 2>&1 &
            server=$!
            cat >/dev/null
            kill -QUIT $server 2>/dev/null
            wait $server
            rm -rf "$2"
            """;

    private final Path binaries;
    private final Path home;
    private final int port;
    private final Process holder;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(Path binaries, Path home, int port, Process holder) {
        this.binaries = binaries;
        this.home = home;
        this.port = port;
        this.holder = holder;
    }

    /**
     * Takes about two seconds.
     *
     * @throws IllegalStateException if there is no PostgreSQL on this machine, or it does not start
     */
    public static PostgresServer start() {
        var binaries = binaries();
        try {
            var home = Files.createTempDirectory("conclave-postgres-");
            if (isRoot()) {
                var postgres =
                        home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
                Files.setOwner(home, postgres);
            }
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            run(List.of(
                    binaries.resolve("initdb").toString(),
                    "-D",
                    home.resolve("data").toString(),
                    "-U",
                    USER,
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync"));
            int port = freePort();
            var holder = new ProcessBuilder(unprivileged(List.of(
                            "sh", "-c", HOLD, "sh", binaries.toString(), home.toString(), Integer.toString(port))))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var server = new PostgresServer(binaries, home, port, holder);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started", e);
        }
    }

    /** The JDBC URL of a database that nobody has used; user {@link #user()}, any password. */
    public String freshDatabase() {
        var name = "test_" + databases.incrementAndGet();
        try {
            run(List.of(
                    binaries.resolve("createdb").toString(),
                    "-h",
                    home.toString(),
                    "-p",
                    Integer.toString(port),
                    "-U",
                    USER,
                    name));
        } catch (IOException e) {
            throw new UncheckedIOException("Database " + name + " could not be created", e);
        }
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** Owns every database of this server. */
    public String user() {
        return USER;
    }

    public int port() {
        return port;
    }

    /** Stops the server, cutting off whoever is connected, and deletes its data. */
    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
            if (!holder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("PostgreSQL in " + home + " does not stop");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var ready = unprivileged(List.of(
                binaries.resolve("pg_isready").toString(), "-q", "-h", home.toString(), "-p", Integer.toString(port)));
        try {
            while (new ProcessBuilder(ready).start().waitFor() != 0) {
                // Waits for the server to die, which it does not if all is well: a pause that ends early on failure.
                if (holder.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new IllegalStateException("PostgreSQL did not start: " + log());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL was starting", e);
        }
    }

    private String log() throws IOException {
        var log = home.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "it left no log";
    }

    private static Path binaries() {
        var found = new ArrayList<Path>();
        var debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.map(version -> version.resolve("bin"))
                        .sorted(Comparator.reverseOrder())
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        var path = System.getenv("PATH");
        if (path != null) {
            for (String folder : path.split(":", -1)) {
                found.add(Path.of(folder));
            }
        }
        return found.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("initdb")) && Files.isExecutable(folder.resolve("postgres")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("This test needs a PostgreSQL server and there is none in"
                        + " /usr/lib/postgresql or on the PATH: apt-get install postgresql"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> unprivileged(List<String> command) {
        if (!isRoot()) {
            return command;
        }
        var dropped =
                new ArrayList<>(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"));
        dropped.addAll(command);
        return dropped;
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(unprivileged(command))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command.getFirst() + " failed with exit code " + exit + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command.getFirst(), e);
        }
    }
}
