package io.conclave.persistence.preflight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A true server behind a door that changes one thing it says: its version, to another of the same length.
 */
final class PretendedVersion implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final byte[] said;
    private final byte[] instead;

    PretendedVersion(int server, String version, String instead) {
        if (version.length() != instead.length()) {
            throw new IllegalArgumentException("A version of another length would not fit in the same message");
        }
        this.server = server;
        this.said = ("server_version\0" + version).getBytes(StandardCharsets.US_ASCII);
        this.instead = ("server_version\0" + instead).getBytes(StandardCharsets.US_ASCII);
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("pretends").start(this::open);
    }

    int port() {
        return door.getLocalPort();
    }

    private void open() {
        try {
            while (true) {
                var client = door.accept();
                var there = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofPlatform().daemon().start(() -> carry(client, there, false));
                Thread.ofPlatform().daemon().start(() -> carry(there, client, true));
            }
        } catch (SocketException _) {
            // The door is closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void carry(Socket from, Socket to, boolean changing) {
        var buffer = new byte[1 << 16];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (changing) {
                    change(buffer, read);
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException _) {
            // One side has gone; the other follows.
        }
    }

    private void change(byte[] buffer, int length) {
        for (int at = 0; at + said.length <= length; at++) {
            if (Arrays.equals(buffer, at, at + said.length, said, 0, said.length)) {
                System.arraycopy(instead, 0, buffer, at, instead.length);
            }
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
