package io.conclave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** What nodes say of their cluster where those ask who look for it. */
final class Membership implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();

    /** @param port where each node's management listens */
    Membership(int port) {
        this.port = port;
    }

    /** Whether there is a node at this address, in a cluster or looking for one. */
    boolean answers(String address) {
        return told(address).isPresent();
    }

    /** How many members are up, as the node at this address sees it; none while it does not answer. */
    int up(String address) {
        return told(address)
                .map(all -> (int) all.path("members").findValuesAsText("status").stream()
                        .filter("Up"::equals)
                        .count())
                .orElse(0);
    }

    /** The address of the node that leads; absent while nobody does, or this one does not answer. */
    Optional<String> oldest(String address) {
        return told(address)
                .map(all -> all.path("oldest").asText(""))
                .filter(node -> !node.isEmpty())
                .map(node -> URI.create(node).getHost());
    }

    private Optional<JsonNode> told(String address) {
        var asked = URI.create("http://" + address + ":" + port + "/cluster/members");
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(asked).timeout(ANSWER_WITHIN).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while nodes were asked", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
