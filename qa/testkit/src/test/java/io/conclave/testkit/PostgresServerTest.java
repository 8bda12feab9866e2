package io.conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
    @Test
    void aServerAnswersUntilItIsClosedAndNotLonger() throws IOException {
        int port;
        try (var server = PostgresServer.start()) {
            port = server.port();
            connect(port);

            assertThat(server.freshDatabase()).isNotEqualTo(server.freshDatabase());
        }

        assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}
