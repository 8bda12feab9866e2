package io.conclave.venues.faults;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A WebSocket and HTTP server on this machine that sends what it is told to, whole or broken: the protocol is written out here to be broken. */
final class LocalVenue implements AutoCloseable {
    /** What it says to what it is told. */
    interface Script {
        /** Told on the client's own thread. */
        void said(Client client, String message) throws IOException;
    }

    /** What a request by REST is answered with. */
    record Answer(int status, String headers, String body) {
        static Answer of(String body) {
            return new Answer(200, "", body);
        }
    }

    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int FINAL = 0x80;

    private final ServerSocket server;
    private final Script script;
    private final Function<String, Answer> rest;
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final Semaphore pings = new Semaphore(0);
    private final Semaphore ends = new Semaphore(0);
    private volatile boolean mute;

    LocalVenue(Script script, Function<String, Answer> rest) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = script;
        this.rest = rest;
        Thread.ofVirtual().start(this::accept);
    }

    URI stream() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/ws");
    }

    URI rest() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/depth");
    }

    /** How many have called so far. */
    int calls() {
        return clients.size();
    }

    /** Who called last. */
    Client client() {
        return clients.getLast();
    }

    /** From now on answers no ping, and no caller gets to hear anything. */
    void mute(boolean wish) {
        mute = wish;
    }

    /** Until so many more pings have come. */
    void awaitPings(int count) {
        pings.acquireUninterruptibly(count);
    }

    /** Until a connection or request has ended that was not waited for before. */
    void awaitEnd() {
        ends.acquireUninterruptibly();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            var request = line(in);
            String key = null;
            for (var header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
                    key = header.substring(18).strip();
                }
            }
            if (key == null) {
                answer(socket.getOutputStream(), rest.apply(request));
            } else {
                talk(socket, in, key);
            }
        } catch (IOException e) {
            // The client has gone: the test sees that from its own side.
            return;
        } finally {
            ends.release();
        }
    }

    private static void answer(OutputStream out, Answer answer) throws IOException {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        out.write("HTTP/1.1 %d Told\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
                .formatted(answer.status(), body.length, answer.headers())
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private void talk(Socket socket, DataInputStream in, String key) throws IOException {
        var client = new Client(socket);
        client.bytes(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(key) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        clients.add(client);
        while (true) {
            int kind = in.readUnsignedByte() & 0xF;
            var payload = payload(in);
            switch (kind) {
                case TEXT -> {
                    if (!mute) {
                        script.said(client, new String(payload, StandardCharsets.UTF_8));
                    }
                }
                case PING -> {
                    pings.release();
                    client.frame(PONG, payload);
                }
                case CLOSE -> {
                    return;
                }
                default -> {}
            }
        }
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        var mask = in.readNBytes(4);
        var payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        clients.forEach(Client::drop);
    }

    /** One that has called. */
    final class Client {
        private final Socket socket;
        private final OutputStream out;

        private Client(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        void send(String text) {
            try {
                frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The beginning of a message; then the connection is cut. */
        void sendHalf(String text) throws IOException {
            var whole = encoded(TEXT, text.getBytes(StandardCharsets.UTF_8));
            bytes(ByteBuffer.wrap(whole, 0, whole.length / 2).slice());
            drop();
        }

        void hangUp(int code, @Nullable String reason) throws IOException {
            var why = (reason == null ? "" : reason).getBytes(StandardCharsets.UTF_8);
            frame(
                    CLOSE,
                    ByteBuffer.allocate(2 + why.length)
                            .putShort((short) code)
                            .put(why)
                            .array());
        }

        void drop() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void frame(int kind, byte[] payload) throws IOException {
            if (!mute) {
                bytes(encoded(kind, payload));
            }
        }

        private void bytes(byte[] bytes) throws IOException {
            bytes(ByteBuffer.wrap(bytes));
        }

        private synchronized void bytes(ByteBuffer bytes) throws IOException {
            out.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        }

        private static byte[] encoded(int kind, byte[] payload) {
            var frame = ByteBuffer.allocate(10 + payload.length).put((byte) (FINAL | kind));
            if (payload.length < 126) {
                frame.put((byte) payload.length);
            } else if (payload.length < 65_536) {
                frame.put((byte) 126).putShort((short) payload.length);
            } else {
                frame.put((byte) 127).putLong(payload.length);
            }
            frame.put(payload).flip();
            var bytes = new byte[frame.remaining()];
            frame.get(bytes);
            return bytes;
        }
    }
}
