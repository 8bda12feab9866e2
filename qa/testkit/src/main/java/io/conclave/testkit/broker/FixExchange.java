package io.conclave.testkit.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A little exchange that speaks FIX 4.4, as QuickFIX/J's acceptor in a process of its own; each client has a book and a session for itself. */
public final class FixExchange implements AutoCloseable {
    /** What it calls itself. */
    public static final String NAME = "EXCHANGE";

    private final Process process;
    private final int port;
    private final BufferedReader says;
    private final Writer asks;

    private FixExchange(Process process, int port) {
        this.process = process;
        this.port = port;
        this.says = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.asks = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /**
     * Returns when it listens.
     *
     * @param folder for its sequence numbers
     * @param clients who may log on, by their SenderCompID
     */
    public static FixExchange start(Path folder, List<String> clients) throws IOException {
        int port = freePort();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                FixExchangeMain.class.getName(),
                Integer.toString(port),
                folder.toString()));
        command.addAll(clients);
        var exchange = new FixExchange(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start(),
                port);
        exchange.answer();
        return exchange;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    /** What the exchange itself has of a client, its position and open orders: {@code 1.5 [a, b]}. */
    public String books(String client) {
        return ask(client);
    }

    /** Goes on with another sequence number for a client, and says so to it. */
    public void skip(String client) {
        ask(FixExchangeMain.SKIP + client);
    }

    /** Somebody takes all that is open of a client, each order at its own price. */
    public void trade(String client) {
        ask(FixExchangeMain.TRADE + client);
    }

    private synchronized String ask(String line) {
        try {
            asks.write(line + "\n");
            asks.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException("The exchange has ended", e);
        }
    }

    /** The next line that is an answer, and not one of somebody's log. */
    private String answer() throws IOException {
        for (var line = says.readLine(); line != null; line = says.readLine()) {
            if (line.startsWith(FixExchangeMain.ANSWER)) {
                return line.substring(FixExchangeMain.ANSWER.length());
            }
        }
        throw new IllegalStateException("The exchange has ended");
    }

    /** Its clients lose their line. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            asks.close();
            says.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
