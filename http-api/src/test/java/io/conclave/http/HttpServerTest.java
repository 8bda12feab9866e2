package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, http://127.0.0.1:8080/", "127.0.0.2, http://127.0.0.2:8080/", "::1, http://[::1]:8080/"})
    void peopleArePointedToTheAddressThatItListensAt(String host, String uri) throws UnknownHostException {
        var address = new InetSocketAddress(InetAddress.getByName(host), 8080);

        assertThat(HttpServer.uriOf("http", address)).isEqualTo(URI.create(uri));
    }
}
