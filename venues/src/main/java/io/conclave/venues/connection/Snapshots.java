package io.conclave.venues.connection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Fetches snapshots by REST; whatever comes of it is told on the connection's thread. */
final class Snapshots {
    /** What came of it. */
    sealed interface Answer {}

    record Body(String text) implements Answer {}

    /** @param notForNanos how long the venue wants to be left alone */
    record Failed(String told, long notForNanos) implements Answer {}

    private static final int OK = 200;

    /** What a venue may ask for at most; it is asked again then. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ConnectionSettings settings;
    private final HttpClient http;
    private final Executor thread;

    Snapshots(ConnectionSettings settings, HttpClient http, Executor thread) {
        this.settings = settings;
        this.http = http;
        this.thread = thread;
    }

    void fetch(URI uri, Consumer<Answer> told) {
        var request = HttpRequest.newBuilder(uri).timeout(settings.callFor()).build();
        var _ = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), settings.mostChars()))
                .handle((response, failure) -> failure == null
                        ? answer(uri, response)
                        : new Failed(uri + " gives nothing: " + Line.sentence(failure), 0))
                .thenAccept(answer -> thread.execute(() -> told.accept(answer)));
    }

    private static Answer answer(URI uri, HttpResponse<String> response) {
        if (response.statusCode() == OK) {
            return new Body(response.body());
        }
        long seconds = response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .orElse(0L);
        return new Failed(
                uri + " answers with status " + response.statusCode() + ".",
                Math.min(Duration.ofSeconds(seconds).toNanos(), LONGEST.toNanos()));
    }
}
