package io.conclave.app.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;

/** A name server that knows one name, by RFC 1035: the A records of whatever is asked are these addresses. */
final class LocalDns implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;

    /** Points back to the question's name. */
    private static final int SAME_NAME = 0xC000 | HEADER;

    private final DatagramSocket socket;
    private final List<String> addresses;

    LocalDns(List<String> addresses) {
        this.addresses = List.copyOf(addresses);
        try {
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException("No port for a local name server", e);
        }
        Thread.ofPlatform().daemon().name("local-dns").start(this::answerAll);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void answerAll() {
        var packet = new DatagramPacket(new byte[512], 512);
        while (!socket.isClosed()) {
            try {
                packet.setLength(512);
                socket.receive(packet);
                var answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (SocketException e) {
                return; // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        int end = HEADER;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        int type = (question[end + 1] << 8) | question[end + 2];
        var known = type == TYPE_A ? addresses : List.<String>of();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(question, 0, 2);
        out.writeShort(0x8180); // an answer without an error
        out.writeShort(1);
        out.writeShort(known.size());
        out.writeInt(0);
        out.write(question, HEADER, end + 5 - HEADER);
        for (String address : known) {
            out.writeShort(SAME_NAME);
            out.writeShort(TYPE_A);
            out.writeShort(CLASS_IN);
            out.writeInt(1); // second
            out.writeShort(4);
            out.write(InetAddress.getByName(address).getAddress());
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
