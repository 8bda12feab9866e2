package io.conclave.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the test's own, with pgvector: a data folder of its own, a free loopback port, no password
 * unless asked for.
 *
 * <p>Lives as long as whoever started it ({@link Holder}). It can crash and come back on the same port with the same data;
 * what {@link PostgresOptions} do not ask to be durable survives that too, but no power failure. No other server is ever
 * touched. Root starts it as the user {@code postgres}, since PostgreSQL refuses to run as root.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "conclave";
    private static final String PASSWORD = "a test's own";
    private static final String AS_POSTGRES = "setpriv --reuid=postgres --regid=postgres --init-groups --";

    // $1 binaries, $2 home (socket, log), $3 data, $4 port, $5 the way to its host and user, $6 MiB of disk or 0,
    // $7 seconds ahead, $8 host authentication, $9 "keep" or "delete", then the options of initdb, "--", of postgres.
    private static final String HOLD = """
            bin=$1 home=$2 data=$3 port=$4 drop=$5 size=$6 ahead=$7 auth=$8 keep=$9
            shift 9
            exec 2>>"$home/log"
            init=
            while [ "$1" != -- ]; do init="$init $1"; shift; done
            shift
            stop() { kill "-$1" $server 2>/dev/null; kill -CONT $server 2>/dev/null; wait $server; }
            begin() {
              if [ "$ahead" = 0 ]; then
                (exec $drop "$bin/postgres" -D "$data" -p "$port" -k "$home" "$@") </dev/null >>"$home/log" 2>&1 &
              else
                (exec $drop env "LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketime.so.1)" "FAKETIME=+${ahead}s" \
                  "$bin/postgres" -D "$data" -p "$port" -k "$home" "$@") </dev/null >>"$home/log" 2>&1 &
              fi
              server=$!
            }
            if [ "$size" != 0 ]; then
              mount -t tmpfs -o "size=${size}m,mode=700,uid=$(id -u postgres),gid=$(id -g postgres)" tmpfs "$data" || exit 1
            fi
            if [ ! -e "$data/PG_VERSION" ]; then
              $drop "$bin/initdb" -D "$data" --auth-local=trust --auth-host="$auth" $init >>"$home/log" 2>&1 || exit 1
              # For the hosts of a laboratory; a server of this machine listens on its loopback only.
              echo "host all all samenet $auth" >>"$data/pg_hba.conf"
            fi
            begin "$@"
            while read -r word; do
              case $word in
                crash) stop QUIT; echo done ;;
                start) stop QUIT; begin "$@"; echo done ;;
                freeze) kill -STOP $server; kill -STOP $(ps -o pid= --ppid $server); echo done ;;
                thaw) kill -CONT $(ps -o pid= --ppid $server) $server; echo done ;;
                fill) [ "$size" = 0 ] && { echo "the disk is the machine's own"; continue; }
                  cat /dev/zero >"$data/ballast"; echo done ;;
                empty) rm -f "$data/ballast"; echo done ;;
              esac
            done
            if [ "$keep" = keep ]; then stop INT; else stop QUIT; fi
            [ "$size" = 0 ] || umount "$data"
            rm -rf "$home"
            """;

    private final Path binaries;
    private final Path home;
    private final int port;
    private final Host host;
    private final Holder holder;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(Path binaries, Path home, int port, Host host, Holder holder) {
        this.binaries = binaries;
        this.home = home;
        this.port = port;
        this.host = host;
        this.holder = holder;
    }

    /**
     * The plain one; takes about two seconds.
     *
     * @throws IllegalStateException if there is no PostgreSQL with pgvector on this machine, or it does not start
     */
    public static PostgresServer start() {
        return start(PostgresOptions.plain());
    }

    static PostgresServer start(PostgresOptions options) {
        var binaries = binaries();
        if (options.mebibytes() > 0 && !Holder.isRoot()) {
            throw new IllegalStateException("Only root may give a server a small disk of its own");
        }
        try {
            var home = owned(Files.createTempDirectory("conclave-postgres-"));
            requireVector(binaries);
            var data = owned(Files.createDirectories(options.data().orElse(home.resolve("data"))));
            int port = Holder.freePort();
            // A disk that is mounted in a namespace of the shell's own goes away with it, whatever befalls it.
            var prefix = options.mebibytes() > 0 ? List.of("unshare", "--mount") : List.<String>of();
            var server = new PostgresServer(
                    binaries,
                    home,
                    port,
                    options.host(),
                    Holder.start(prefix, HOLD, arguments(options, binaries, home, data, port)));
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started", e);
        }
    }

    private static List<String> arguments(PostgresOptions options, Path binaries, Path home, Path data, int port)
            throws IOException {
        var arguments = new ArrayList<>(List.of(
                binaries.toString(),
                home.toString(),
                data.toString(),
                Integer.toString(port),
                // Word by word: the shell parts them again.
                String.join(" ", options.host().command(Holder.isRoot() ? List.of(AS_POSTGRES) : List.of())),
                Integer.toString(options.mebibytes()),
                Long.toString(options.clockAhead().toSeconds()),
                options.passwords() ? "scram-sha-256" : "trust",
                options.data().isPresent() ? "keep" : "delete"));
        var secret = owned(Files.writeString(home.resolve("secret"), PASSWORD + "\n"));
        arguments.addAll(List.of("-U", USER, "--pwfile=" + secret, "--encoding=UTF8", "--locale=C", "--no-sync"));
        if (options.durable()) {
            arguments.add("--data-checksums");
        }
        arguments.add("--");
        var settings = new ArrayList<>(
                List.of("listen_addresses=" + options.host().address(), "shared_buffers=32MB", "max_connections=80"));
        if (!options.durable()) {
            settings.addAll(List.of("fsync=off", "full_page_writes=off", "synchronous_commit=off"));
        }
        settings.addAll(options.settings());
        settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        return arguments;
    }

    /** The JDBC URL of a database that nobody has used; user {@link #user()}, any password unless passwords are needed. */
    public String freshDatabase() {
        return url(freshDatabaseOf(USER));
    }

    /** The JDBC URL of a database that nobody has used and that this role owns. */
    public String freshDatabaseFor(String role) {
        return url(freshDatabaseOf(role));
    }

    private String freshDatabaseOf(String owner) {
        var name = "test_" + databases.incrementAndGet();
        sql("postgres", "CREATE DATABASE " + name + " OWNER \"" + owner + "\"");
        return name;
    }

    /** The JDBC URL of the database of this name, which need not be there. */
    public String url(String database) {
        return "jdbc:postgresql://" + host.address() + ":" + port + "/" + database;
    }

    /** Makes a role that may log in and nothing more. */
    public void role(String name, String password) {
        sql("postgres", "CREATE ROLE \"" + name + "\" LOGIN PASSWORD '" + password.replace("'", "''") + "'");
    }

    /**
     * Runs this as the superuser; several statements, parted by semicolons, are one transaction.
     *
     * @return what it selected: a line a row, its columns separated by {@code |}
     * @throws IllegalStateException with the server's words if it fails
     */
    public String sql(String database, String statements) {
        try {
            return run(List.of(
                            binaries.resolve("psql").toString(),
                            "-XqAt",
                            "-v",
                            "ON_ERROR_STOP=1",
                            "-h",
                            home.toString(),
                            "-p",
                            Integer.toString(port),
                            "-U",
                            USER,
                            "-d",
                            database,
                            "-c",
                            statements))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every process of the server dies at once, as with {@code pg_ctl -m immediate}; until {@link #restart()} nobody answers. */
    public void crash() {
        holder.tell("crash");
    }

    /** On the same port with the same data, having recovered; crashes it first if it still runs. */
    public void restart() {
        holder.tell("start");
        try {
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every process of the server stands still until {@link #thaw()}: its connections are open and nobody answers. */
    public void freeze() {
        holder.tell("freeze");
    }

    /** All goes on where it stood. */
    public void thaw() {
        holder.tell("thaw");
    }

    /** Leaves not a byte on the small disk asked for in the options. */
    public void fillDisk() {
        holder.tell("fill");
    }

    /** Takes away what {@link #fillDisk()} wrote. */
    public void emptyDisk() {
        holder.tell("empty");
    }

    /** Superuser; owns every database of this server that was not made for another. */
    public String user() {
        return USER;
    }

    /** What {@link #user()} needs where passwords are asked for. */
    public String password() {
        return PASSWORD;
    }

    public int port() {
        return port;
    }

    /** Where {@code psql}, {@code pgbench} and the others of this server's version are. */
    public Path programs() {
        return binaries;
    }

    /** The first of its processes; the others are its children. */
    public ProcessHandle process() {
        return holder.server();
    }

    /** All the server wrote into its log so far. */
    public String log() {
        var log = home.resolve("log");
        try {
            return Files.exists(log) ? Files.readString(log) : "it left no log";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server, cutting off whoever is connected, and deletes its data unless the options named a folder. */
    @Override
    public void close() {
        holder.close();
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + Holder.PATIENCE.toNanos();
        var ready = unprivileged(List.of(
                binaries.resolve("pg_isready").toString(), "-q", "-h", home.toString(), "-p", Integer.toString(port)));
        try {
            while (new ProcessBuilder(ready).start().waitFor() != 0) {
                // Waits for the shell to end, which it does not if all is well: a pause that ends early on failure.
                if (holder.isGoneWithin(Duration.ofMillis(50)) || System.nanoTime() > deadline) {
                    throw new IllegalStateException("PostgreSQL did not start: " + log());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL was starting", e);
        }
    }

    private static void requireVector(Path binaries) throws IOException {
        var share = run(List.of(binaries.resolve("pg_config").toString(), "--sharedir"))
                .strip();
        if (!Files.exists(Path.of(share, "extension", "vector.control"))) {
            throw new IllegalStateException("This test needs the extension pgvector and the PostgreSQL in " + binaries
                    + " has none: run docker/pgvector.sh as root, or apt-get install its package");
        }
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

    /** Handed to the user that the server runs as, and closed to all others. */
    private static Path owned(Path path) throws IOException {
        if (Holder.isRoot()) {
            var postgres = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
            Files.setOwner(path, postgres);
        }
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        return path;
    }

    private static List<String> unprivileged(List<String> command) {
        if (!Holder.isRoot()) {
            return command;
        }
        var dropped = new ArrayList<>(List.of(AS_POSTGRES.split(" ", -1)));
        dropped.addAll(command);
        return dropped;
    }

    private static String run(List<String> command) throws IOException {
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
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command.getFirst(), e);
        }
    }
}
