package io.conclave.venues.rest;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Requests with the account's key. While the venue wants to be left alone nothing is sent, and the answer is its own: 429. */
final class AlpacaHttp {
    private static final int MOST_BYTES = 1 << 24;
    private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();

    private final AlpacaSettings settings;
    private final HttpClient http;
    private final LongSupplier ticks;
    private final AtomicLong quietUntil;

    /** What the venue answered; anything that is no answer fails the stage. */
    record Answer(URI from, int status, String body) {
        static final int OK = 200;
        static final int NO_CONTENT = 204;
        static final int NOT_FOUND = 404;
        static final int UNPROCESSABLE = 422;
        static final int TOO_MANY = 429;

        boolean isOk() {
            return status == OK || status == NO_CONTENT;
        }

        /** @throws IllegalStateException nobody knows */
        String required() {
            if (!isOk()) {
                throw fault();
            }
            return body;
        }

        IllegalStateException fault() {
            return new IllegalStateException(from + " answers with status " + status);
        }

        /** It has looked at the request and does not do it; of a fault of its own nobody knows what came before it. */
        boolean isRefusal() {
            return status >= 400 && status < 500;
        }
    }

    AlpacaHttp(AlpacaSettings settings, HttpClient http, LongSupplier ticks) {
        this.settings = settings;
        this.http = http;
        this.ticks = ticks;
        this.quietUntil = new AtomicLong(ticks.getAsLong());
    }

    CompletionStage<Answer> get(String path) {
        return send("GET", path, "");
    }

    CompletionStage<Answer> send(String method, String path, String body) {
        if (quietUntil.get() - ticks.getAsLong() > 0) {
            return CompletableFuture.completedStage(new Answer(settings.base(), Answer.TOO_MANY, ""));
        }
        var request = HttpRequest.newBuilder(URI.create(settings.base() + path))
                .timeout(settings.patience())
                .header("APCA-API-KEY-ID", settings.key())
                .header("APCA-API-SECRET-KEY", settings.secret())
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES))
                .thenApply(this::answer);
    }

    private Answer answer(HttpResponse<String> response) {
        if (response.statusCode() == Answer.TOO_MANY) {
            long seconds = response.headers()
                    .firstValue("Retry-After")
                    .filter(text -> text.matches("\\d{1,9}"))
                    .map(Long::parseLong)
                    .orElse(1L);
            quietUntil.set(
                    ticks.getAsLong() + Math.min(Duration.ofSeconds(seconds).toNanos(), LONGEST_PAUSE));
        }
        return new Answer(settings.base(), response.statusCode(), response.body());
    }
}
