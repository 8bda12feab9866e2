package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with its page, as a newcomer starts it: with the class path and the settings that the script gives it. */
class DemoPageTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whoeverIsOnThisMachineMayLookWithoutAKeyAndIsNotToldWhatServes() throws Exception {
        var place = Workplace.in(folder).sharingModelsOf(TheWeek.played().place());
        try (var demo = place.start("demo", "--port", "0");
                var http = HttpClient.newHttpClient()) {
            var uri = demo.awaitPage();

            var run = get(http, uri.resolve("/v1/run"));

            assertThat(run.statusCode()).as(run.body()).isEqualTo(200);
            assertThat(run.headers().firstValue("Server")).isEmpty();
            assertThat(get(http, uri).body()).contains("<html");
        }
    }

    private static HttpResponse<String> get(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
