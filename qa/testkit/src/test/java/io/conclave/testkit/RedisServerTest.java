package io.conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedisServerTest {
    @Test
    void whatWasWrittenSurvivesAKillAndAServerEndsWithItsTest() throws IOException {
        int port;
        try (var server = RedisServer.start()) {
            port = server.port();
            assertThat(ask(port, "SET kept 7")).isEqualTo("+OK");
            server.kill();
            assertThatThrownBy(() -> ask(server.port(), "PING")).isInstanceOf(ConnectException.class);

            server.restart();

            assertThat(ask(port, "STRLEN kept")).isEqualTo(":1");
        }

        assertThatThrownBy(() -> ask(port, "PING")).isInstanceOf(ConnectException.class);
    }

    @Test
    void theLastSecondCanBeLostAlone() throws IOException {
        try (var server = RedisServer.start()) {
            assertThat(ask(server.port(), "SET early 1")).isEqualTo("+OK");
            server.remember();
            assertThat(ask(server.port(), "SET late 1")).isEqualTo("+OK");

            server.forget();
            server.restart();

            assertThat(ask(server.port(), "EXISTS early late")).isEqualTo(":1");
            assertThat(ask(server.port(), "EXISTS late")).isEqualTo(":0");
        }
    }

    @Test
    void withAPasswordNobodyElseComesIn() throws IOException {
        try (var server = RedisOptions.plain().withPassword("secret").start()) {
            assertThat(server.url()).isEqualTo("redis://:secret@127.0.0.1:" + server.port());
            assertThat(ask(server.port(), "PING")).startsWith("-NOAUTH");
        }
    }

    private static String ask(int port, String command) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return in.readLine();
        }
    }
}
