package io.conclave.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.access.KeyPlace;
import io.conclave.app.node.Node;
import io.conclave.domain.access.Role;
import io.conclave.http.HttpSettings;
import io.conclave.http.view.Instants;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.keys.ApiKeys;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.Patience;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live node that follows the demo's week of 2013 as a feed, and somebody who trades in it. */
class RecordedMarketTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void anOrderIsGivenAndFilledInTheTimeOfTheRecording() throws Exception {
        RecordedTape week = BitstampTape.read(Duration.ofMinutes(15)).tape();
        long given = week.closings().get(9);
        var config = ConfigFactory.parseString("conclave.run.pace = live").withFallback(Week.settings(folder));
        try (var node = Node.open(config, symbol -> BitstampTape.BTC_USD, System.nanoTime());
                var page = ServedRun.open(
                        node.session(), HttpSettings.from(config), node.votes(), node::tradesARecording);
                var person = new Person(page, key(config))) {
            play(node, week.truncatedAt(given));
            Patience.until(
                    "ten rounds",
                    () -> person.ask("GET", "/v1/run", "").path("round").asInt() == 10);
            var placed = person.ask(
                    "POST",
                    "/v1/orders",
                    "{\"symbol\":\"BTC-USD\",\"side\":\"buy\",\"qty\":\"0.1\",\"type\":\"market\",\"time_in_force\":\"day\"}");
            assertThat(placed.path("code").asText()).as("%s", placed).isEmpty();
            assertThat(Instants.toNanos(Instant.parse(placed.path("created_at").asText())))
                    .isEqualTo(given);

            play(node, week.truncatedAt(week.closings().get(11)));

            var order = "/v1/orders/" + placed.path("id").asText();
            Patience.until(
                    "the order filled",
                    () -> person.ask("GET", order, "").path("status").asText().equals("filled"));
            var next = week.barClosingAt(
                            BitstampTape.BTC_USD.symbol(), week.closings().get(10))
                    .orElseThrow();
            assertThat(new BigDecimal(person.ask("GET", order, "")
                            .path("filled_avg_price")
                            .asText()))
                    .isBetween(
                            new BigDecimal(next.low().toString()),
                            new BigDecimal(next.high().toString()));
        }
    }

    private static void play(Node node, RecordedTape part) throws InterruptedException {
        // The end of this part is not the end of the feed.
        new Player(node.bus(), part, NewsArchive.of(List.of()), _ -> "week", _ -> {}).playOn(0);
    }

    private static String key(Config config) throws Exception {
        try (var place = KeyPlace.open(config)) {
            return place.keys()
                    .create(Role.TRADER, "ada", Optional.empty(), new ApiKeys.By("ada", "", "command line"), 1)
                    .secret();
        }
    }

    private record Person(ServedRun page, String key, HttpClient client) implements AutoCloseable {
        Person(ServedRun page, String key) {
            this(page, key, HttpClient.newHttpClient());
        }

        JsonNode ask(String method, String path, String body) {
            var request = HttpRequest.newBuilder(page.uri().resolve(path))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                return JSON.readTree(
                        client.send(request, BodyHandlers.ofString()).body());
            } catch (IOException e) {
                throw new AssertionError(method + " " + path, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(method + " " + path, e);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
