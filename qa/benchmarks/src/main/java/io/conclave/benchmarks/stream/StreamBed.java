package io.conclave.benchmarks.stream;

import io.conclave.testkit.Memory;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server with a node's heap, and clients beside it, each in a process of its own; open one for each kind of load. */
public final class StreamBed implements AutoCloseable {
    /** As {@code ./conclave run} starts a node. */
    private static final List<String> LIKE_A_NODE = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms48m",
            "-Xmx512m",
            "-XX:MaxMetaspaceSize=192m",
            "-XX:ReservedCodeCacheSize=64m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED");

    private final List<Process> all = new ArrayList<>();
    private final Process server;
    private final BufferedReader said;
    private final String port;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private StreamBed(Class<?> served, String... arguments) throws IOException {
        this.server = start(served, arguments);
        this.said = lines(server);
        this.port = said.readLine();
        var clients = start(StreamClients.class);
        this.commands = new BufferedWriter(new OutputStreamWriter(clients.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = lines(clients);
    }

    /** The stream itself. */
    public static StreamBed ofStream() throws IOException {
        return new StreamBed(StreamServer.class);
    }

    /** The floor: {@link PlainBroadcast}. */
    public static StreamBed ofPlainBroadcast(int stepsASecond) throws IOException {
        return new StreamBed(PlainBroadcast.class, Integer.toString(stepsASecond));
    }

    /**
     * Clients follow a book that moves so often, for a while.
     *
     * @param stuck further clients that never read
     * @param slow further clients that read ten kilobytes a second
     * @return figures by name, as {@link StreamClients} has them, and {@code server_mib}, what the serving process held
     */
    public Map<String, Double> follow(int stepsASecond, int clients, int warmSeconds, int seconds, int stuck, int slow)
            throws IOException {
        var figures = ask("follow " + port + " B" + stepsASecond + "-USD " + clients + " " + warmSeconds + " " + seconds
                + " " + stuck + " " + slow);
        figures.put("server_mib", serverMib());
        ask("drop");
        return figures;
    }

    /** Clients that follow nothing, and stay until the next question. */
    public Map<String, Double> idle(int clients, int seconds) throws IOException {
        return ask("idle " + port + " " + clients + " " + seconds);
    }

    /** What the serving process holds, MiB. */
    public double serverMib() {
        return Memory.of(server.toHandle()) / 1024.0;
    }

    /** The same once the stream's server has collected its garbage: what is there on purpose, or leaks. */
    public double liveServerMib() throws IOException {
        server.getOutputStream().write('\n');
        server.getOutputStream().flush();
        if (said.readLine() == null) {
            throw new IOException("The stream's server is gone");
        }
        return serverMib();
    }

    private Map<String, Double> ask(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
        var answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The clients ended in the middle of: " + command);
        }
        var figures = new TreeMap<String, Double>();
        for (var word : answer.split(" ", -1)) {
            int equals = word.indexOf('=');
            figures.put(word.substring(0, equals), Double.parseDouble(word.substring(equals + 1)));
        }
        return figures;
    }

    private Process start(Class<?> program, String... arguments) throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(LIKE_A_NODE);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        var process = builder.start();
        all.add(process);
        return process;
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        for (Process process : all) {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                process.destroyForcibly();
            }
            process.onExit().join();
        }
    }
}
