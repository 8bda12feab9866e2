package io.conclave.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A small shell that holds a server for this JVM: it reads one word a line and answers each with {@code done} or with
 * what went wrong. When its input ends, by {@link #close()} or because the JVM is gone, even by {@code kill -9}, it
 * stops the server and clears up.
 */
public final class Holder implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process shell;
    private final BufferedReader answers;

    private Holder(Process shell) {
        this.shell = shell;
        this.answers = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The arguments are the script's {@code $1}, {@code $2}…; prefix goes before the shell, to start it in another place. */
    public static Holder start(List<String> prefix, String script, List<String> arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", script, "sh"));
        command.addAll(arguments);
        return new Holder(new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /**
     * Returns when the shell has done it.
     *
     * @throws IllegalStateException with the shell's own words if it could not, or is gone
     */
    public synchronized void tell(String word) {
        var answer = ask(word);
        if (!"done".equals(answer)) {
            throw new IllegalStateException("\"" + word + "\" failed: " + answer);
        }
    }

    /**
     * What the shell answers to that word.
     *
     * @throws IllegalStateException if it is gone
     */
    public synchronized String ask(String word) {
        try {
            shell.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
            shell.getOutputStream().flush();
            var answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("\"" + word + "\" failed: no answer");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("The shell that holds the server is gone", e);
        }
    }

    /**
     * The server that it holds.
     *
     * @throws IllegalStateException if it holds none at this moment
     */
    ProcessHandle server() {
        return shell.children()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No server runs: it was killed, or has failed"));
    }

    /** Whether the shell ended within this time. */
    boolean isGoneWithin(Duration time) {
        try {
            return shell.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a server was starting", e);
        }
    }

    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!isGoneWithin(PATIENCE)) {
            throw new IllegalStateException("A server that a test started does not stop");
        }
    }

    /**
     * A loopback port nobody listens on, below those the kernel gives to connections: a server that is away for a moment
     * finds its port free when it is back, and a client that tries it meanwhile cannot meet itself.
     */
    static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException _) {
                // Taken: the next one.
            }
        }
        throw new IllegalStateException("No loopback port between 15000 and 32000 is free");
    }

    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
