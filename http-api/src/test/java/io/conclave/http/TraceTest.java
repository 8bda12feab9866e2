package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The ids that lay a caller's log beside ours. */
class TraceTest {
    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENT = "00-" + ID + "-00f067aa0ba902b7-01";

    @Test
    void aCallersTraceIsTakenOver() {
        assertThat(Trace.of(SENT)).isEqualTo(new Trace(ID, true));
        assertThat(Trace.of(SENT.replaceFirst("01$", "00"))).isEqualTo(new Trace(ID, false));
        assertThat(Trace.of("42-" + ID + "-00f067aa0ba902b7-03-more"))
                .as("of a later version")
                .isEqualTo(new Trace(ID, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-" + ID,
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + ID + "-0000000000000000-01",
                "ff-" + ID + "-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-01\nINFO forged"
            })
    void whatIsNoTraceBeginsANewOne(String sent) {
        var trace = Trace.of(sent);

        assertThat(trace.id()).matches("[0-9a-f]{32}").isNotEqualTo(ID);
        assertThat(trace.wanted()).isFalse();
        assertThat(Trace.of(sent)).isNotEqualTo(trace);
    }

    @Test
    void aCallWhoseTraceIsRecordedIsLoggedWithItsIdAndWithoutItsQuery() throws Exception {
        var heard = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger(Calls.class);
        heard.start();
        log.setLevel(Level.INFO);
        log.addAppender(heard);
        try (var server = RunningServer.over(new CannedRun(1, false))) {
            var unrecorded = server.get("/health/live");
            assertThat(unrecorded.statusCode()).isEqualTo(200);
            ask(server, "/v1/equity?limit=7", SENT);

            assertThat(heard.list).hasSize(1);
            var entry = heard.list.getFirst();
            assertThat(entry.getFormattedMessage()).isEqualTo("GET /v1/equity answered 200");
            assertThat(entry.getKeyValuePairs().stream()
                            .filter(pair -> !pair.key.equals("millis"))
                            .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value))))
                    .containsEntry("trace_id", ID)
                    .containsEntry("method", "GET")
                    .containsEntry("path", "/v1/equity")
                    .containsEntry("status", "200")
                    .hasSize(4);
            assertThat(server.get("/metrics").body())
                    .contains("conclave_http_requests_seconds_count{method=\"GET\",status=\"2xx\"} 2");
        } finally {
            log.detachAppender(heard);
            log.setLevel(null);
        }
    }

    private static void ask(RunningServer server, String path, String traceparent) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(
                            URI.create(server.server.uri().resolve(path).toString()))
                    .header("traceparent", traceparent)
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
