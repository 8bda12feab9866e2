package io.conclave.benchmarks.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One connection to the stream over a plain socket. */
final class Client implements AutoCloseable {
    private static final int SMALL_WINDOW = 4096;

    private final SocketChannel socket;
    private final Reader reader;

    private Client(SocketChannel socket, Reader reader) {
        this.socket = socket;
        this.reader = reader;
    }

    /** @param reads whether it will; one that will not leaves the kernel little room to hide that */
    static Client connect(int port, Reader.Tally tally, boolean reads) throws IOException {
        var socket = SocketChannel.open();
        if (!reads) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        var client = new Client(socket, new Reader(tally));
        client.write(("GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    Reader reader() {
        return reader;
    }

    void unblock() throws IOException {
        socket.configureBlocking(false);
    }

    void register(Selector selector) throws IOException {
        unblock();
        socket.register(selector, SelectionKey.OP_READ, this);
    }

    /** A text message, masked with zeros: nobody reads along here. */
    void say(String text) throws IOException {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        write(frame(0x81, payload));
    }

    /**
     * Takes what has come, and answers pings.
     *
     * @return false once the server has closed
     */
    boolean read(ByteBuffer into) throws IOException {
        if (socket.read(into.clear()) < 0) {
            return false;
        }
        reader.take(into.flip());
        for (int i = reader.takePings(); i > 0; i--) {
            write(frame(0x8A, new byte[0]));
        }
        return true;
    }

    private static byte[] frame(int first, byte[] payload) {
        var frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
