package io.conclave.persistence.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a server of another version would say to whoever greets it. */
final class OldRedis implements AutoCloseable {
    private final ServerSocket door;
    private final String info;

    OldRedis(String version) {
        this.info = "# Server\r\nredis_version:" + version + "\r\nrun_id:old\r\n";
        try {
            this.door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var guest = door.accept();
                Thread.ofVirtual().start(() -> answer(guest));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void answer(Socket guest) {
        try (guest) {
            var in = new BufferedReader(new InputStreamReader(guest.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int words = Integer.parseInt(line.substring(1));
                in.readLine();
                var command = in.readLine();
                for (int i = 1; i < words; i++) {
                    in.readLine();
                    in.readLine();
                }
                var said = "INFO".equals(command) ? "$" + info.length() + "\r\n" + info + "\r\n" : "+OK\r\n";
                guest.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // the guest has gone
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
