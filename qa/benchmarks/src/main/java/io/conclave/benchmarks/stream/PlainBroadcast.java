package io.conclave.benchmarks.stream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The floor beside the stream: one thread that writes frames of the stream's size and shape to every socket there is, at an
 * even pace, and does nothing else. It reads no request beyond the first, keeps nobody's place and waits for nobody: what a
 * socket does not take at once is lost, with the socket.
 *
 * <p>Arguments: steps a second. Prints its port and serves until its standard input ends.
 */
public final class PlainBroadcast {
    private static final ByteBuffer WELCOME =
            ByteBuffer.wrap("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));

    private PlainBroadcast() {}

    public static void main(String[] arguments) throws IOException {
        int aSecond = Integer.parseInt(arguments[0]);
        var listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        System.out.println(listening.socket().getLocalPort());
        var clients = new ArrayList<SocketChannel>();
        Thread.ofPlatform().daemon().name("accepts").start(() -> welcome(listening, clients));
        Thread.ofPlatform().daemon().name("broadcasts").start(() -> broadcast(clients, aSecond));
        while (System.in.read() >= 0) {
            // until whoever started us is gone
        }
        System.exit(0);
    }

    private static void welcome(ServerSocketChannel listening, List<SocketChannel> clients) {
        var request = ByteBuffer.allocate(4096);
        try {
            while (true) {
                var client = listening.accept();
                client.read(request.clear());
                client.write(WELCOME.duplicate());
                client.configureBlocking(false);
                synchronized (clients) {
                    clients.add(client);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The plain broadcast cannot accept", e);
        }
    }

    private static void broadcast(List<SocketChannel> clients, int aSecond) {
        var frame = ByteBuffer.allocateDirect(4096);
        var pace = new Pace(aSecond);
        var sample = sample();
        while (true) {
            encode(frame, sample);
            synchronized (clients) {
                clients.removeIf(client -> !took(client, frame));
            }
            pace.await();
        }
    }

    private static boolean took(SocketChannel client, ByteBuffer frame) {
        try {
            var bytes = frame.duplicate();
            client.write(bytes);
            if (!bytes.hasRemaining()) {
                return true;
            }
            client.close();
            return false;
        } catch (IOException _) {
            return false; // it left
        }
    }

    /** What the stream says of a step, without the steps' own numbers. */
    private static String sample() {
        var book = new MovingBook(new io.conclave.domain.market.Symbol("B100-USD"));
        var from = book.step();
        var to = book.step();
        var delta = from.to(to);
        try {
            return JsonMapper.builder()
                    .build()
                    .writeValueAsString(delta.bids().toString() + delta.asks() + "\"checksum\":" + to.checksum());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("A sample frame cannot be written", e);
        }
    }

    private static void encode(ByteBuffer frame, String rest) {
        long now = System.nanoTime();
        var payload = ("{\"type\":\"update\",\"channel\":\"book\",\"symbol\":\"B100-USD\",\"seq\":" + now
                        + ",\"prev_seq\":" + now + "," + rest)
                .getBytes(StandardCharsets.UTF_8);
        frame.clear();
        frame.put((byte) 0x81)
                .put((byte) 126)
                .putShort((short) payload.length)
                .put(payload)
                .flip();
    }
}
