package io.conclave.venues.fix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Stands between a FIX client and its exchange, and cuts the line once, at a message of the trade: before it has passed, or right after. */
final class CuttingProxy implements AutoCloseable {
    /**
     * @param toVenue whose messages are counted
     * @param number of the message that counts, from 1
     * @param passes whether it still arrives
     */
    record Cut(boolean toVenue, int number, boolean passes) {}

    /** Neither logon nor heartbeat, nor what mends a session. */
    private static final Pattern OF_THE_TRADE = Pattern.compile("\u000135=[89DFGHj]|\u000135=AF");

    private final ServerSocket server;
    private final int exchange;
    private final Optional<Cut> cut;
    private final AtomicInteger counted = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    CuttingProxy(int exchange, Optional<Cut> cut) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.exchange = exchange;
        this.cut = cut;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    boolean hasCut() {
        return cut.isEmpty() || counted.get() >= cut.get().number();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                var venue = new Socket(InetAddress.getLoopbackAddress(), exchange);
                sockets.add(client);
                sockets.add(venue);
                Thread.ofVirtual().start(() -> carry(client, venue, true));
                Thread.ofVirtual().start(() -> carry(venue, client, false));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void carry(Socket from, Socket to, boolean toVenue) {
        try (from;
                to) {
            var in = from.getInputStream();
            for (var message = next(in); message.length > 0; message = next(in)) {
                boolean cuts = cut.isPresent()
                        && cut.get().toVenue() == toVenue
                        && OF_THE_TRADE
                                .matcher(new String(message, StandardCharsets.ISO_8859_1))
                                .find()
                        && counted.incrementAndGet() == cut.get().number();
                if (!cuts || cut.orElseThrow().passes()) {
                    to.getOutputStream().write(message);
                    to.getOutputStream().flush();
                }
                if (cuts) {
                    return;
                }
            }
        } catch (IOException e) {
            // One side has gone; closing tells the other.
            return;
        }
    }

    /** A whole message up to its checksum; empty at the end. */
    private static byte[] next(InputStream in) throws IOException {
        var message = new ByteArrayOutputStream();
        int lastField = -1;
        for (int c = in.read(); c >= 0; c = in.read()) {
            message.write(c);
            if (c == 1) {
                var text = message.toString(StandardCharsets.ISO_8859_1);
                if (text.startsWith("10=", lastField + 1)) {
                    return message.toByteArray();
                }
                lastField = text.length() - 1;
            }
        }
        return new byte[0];
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
