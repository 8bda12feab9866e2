package io.conclave.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Redis server of the test's own: a private folder, a free loopback port, an append-only file flushed each second.
 *
 * <p>Lives as long as whoever started it ({@link Holder}). {@link #kill()} and {@link #restart()} bring it back on the
 * same port with the same data; {@link #remember()} and {@link #forget()} let it come back with what it held earlier, as
 * after a power failure that took the last second of the append-only file. No other server is ever touched.
 */
public final class RedisServer implements AutoCloseable {
    // $1 home (configuration, log), $2 data, $3 port, $4 "keep" or "delete", $5 the way to its host
    private static final String HOLD = """
            home=$1 data=$2 port=$3 keep=$4 enter=$5
            begin() {
              (cd "$data" && exec $enter redis-server "$home/redis.conf") </dev/null >>"$home/log" 2>&1 &
              server=$!
            }
            stop() { kill "-$1" $server 2>/dev/null; wait $server; }
            begin
            while read -r word; do
              case $word in
                kill) stop KILL; echo done ;;
                start) stop KILL; begin; echo done ;;
                remember) rm -rf "$home/copy"; cp -a "$data" "$home/copy" && echo done || echo "no copy could be made" ;;
                forget) stop KILL
                  [ -d "$home/copy" ] || { echo "nothing was remembered"; continue; }
                  find "$data" -mindepth 1 -delete; cp -a "$home/copy/." "$data"; echo done ;;
              esac
            done
            if [ "$keep" = keep ]; then stop TERM; else stop KILL; fi
            rm -rf "$home"
            """;

    private final Path home;
    private final int port;
    private final RedisOptions options;
    private final Holder holder;

    private RedisServer(Path home, int port, RedisOptions options, Holder holder) {
        this.home = home;
        this.port = port;
        this.options = options;
        this.holder = holder;
    }

    /**
     * The plain one; takes a tenth of a second.
     *
     * @throws IllegalStateException if there is no Redis on this machine, or it does not start
     */
    public static RedisServer start() {
        return start(RedisOptions.plain());
    }

    static RedisServer start(RedisOptions options) {
        requireRedis();
        try {
            var home = Files.createTempDirectory("conclave-redis-");
            var data = Files.createDirectories(options.data().orElse(home.resolve("data")));
            int port = Holder.freePort();
            Files.write(home.resolve("redis.conf"), configuration(options, data, port));
            var arguments = List.of(
                    home.toString(),
                    data.toString(),
                    Integer.toString(port),
                    options.data().isPresent() ? "keep" : "delete",
                    String.join(" ", options.host().entrance()));
            var server = new RedisServer(home, port, options, Holder.start(List.of(), HOLD, arguments));
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Redis could not be started", e);
        }
    }

    private static List<String> configuration(RedisOptions options, Path data, int port) {
        var lines = new ArrayList<>(List.of(
                "bind " + options.host().address(),
                // Else it answers none but its own host.
                "protected-mode " + (options.host().entrance().isEmpty() ? "yes" : "no"),
                "port " + port,
                "dir " + data,
                "save \"\"",
                "appendonly " + (options.appendOnly() ? "yes" : "no"),
                "appendfsync everysec",
                "maxmemory-policy noeviction"));
        options.password().ifPresent(password -> lines.add("requirepass \"" + password + "\""));
        lines.addAll(options.settings());
        return lines;
    }

    public int port() {
        return port;
    }

    /** As Lettuce, redis-py and node-redis take it. */
    public String url() {
        return "redis://"
                + options.password().map(password -> ":" + password + "@").orElse("")
                + options.host().address() + ":" + port;
    }

    /** As by {@code kill -9}; until {@link #restart()} nobody answers. What was written comes back, flushed or not. */
    public void kill() {
        holder.tell("kill");
    }

    /** On the same port with the same data; kills it first if it still runs. */
    public void restart() {
        holder.tell("start");
        awaitReady();
    }

    /** Keeps a copy of the data as it is now, for {@link #forget()}. */
    public void remember() {
        holder.tell("remember");
    }

    /** Kills the server and takes back all it wrote since {@link #remember()}; then {@link #restart()} it. */
    public void forget() {
        holder.tell("forget");
    }

    /** The one that answers now: it is another after each {@link #restart()}. */
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

    private void awaitReady() {
        long deadline = System.nanoTime() + Holder.PATIENCE.toNanos();
        while (!isReady()) {
            // Waits for the shell to end, which it does not if all is well: a pause that ends early on failure.
            if (holder.isGoneWithin(Duration.ofMillis(20)) || System.nanoTime() > deadline) {
                throw new IllegalStateException("Redis did not start: " + log());
            }
        }
    }

    /** Redis answers PING with LOADING until its data is read, and with NOAUTH where it wants a password. */
    private boolean isReady() {
        try (var socket = new Socket(options.host().address(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return answer.startsWith("+PONG") || answer.startsWith("-NOAU");
        } catch (IOException _) {
            return false;
        }
    }

    private static void requireRedis() {
        var path = System.getenv("PATH");
        if (path != null) {
            for (String folder : path.split(":", -1)) {
                if (Files.isExecutable(Path.of(folder, "redis-server"))) {
                    return;
                }
            }
        }
        throw new IllegalStateException(
                "This test needs a Redis server and there is none on the PATH: apt-get install redis-server");
    }
}
