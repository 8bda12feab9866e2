package io.conclave.app.cluster.ec2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** What an instance may know about itself, by version 2 of its metadata service: a token first, then the question. */
final class Metadata {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** New ones are there five minutes before the old ones end; so is ours. */
    private static final Duration BEFORE_THE_END = Duration.ofMinutes(5);

    private static final long MOST_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Of the instance's role.
     *
     * @param session proves that the key is a borrowed one
     */
    record Credentials(String keyId, String secret, String session, Instant until) {
        @Override
        public String toString() {
            return "Credentials[" + keyId + ", until " + until + "]";
        }
    }

    private final URI service;
    private final InstantSource clock;
    private final HttpClient client;
    private Optional<Credentials> held = Optional.empty();

    Metadata(URI service, InstantSource clock) {
        this.service = service;
        this.clock = clock;
        // It is on the instance itself: a proxy would ask for its own.
        this.client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    String region() throws InterruptedException {
        return get("placement/region", token());
    }

    /** By which the other instances reach this one. */
    String privateAddress() throws InterruptedException {
        return get("local-ipv4", token());
    }

    /** Of the role that the instance was started with, asked for again only when they are about to end. */
    synchronized Credentials credentials() throws InterruptedException {
        var soon = clock.instant().plus(BEFORE_THE_END);
        var still = held.filter(credentials -> soon.isBefore(credentials.until()));
        if (still.isPresent()) {
            return still.get();
        }
        var token = token();
        var role = get("iam/security-credentials/", token).lines().findFirst().orElse("");
        var fresh = read(role, get("iam/security-credentials/" + role, token));
        held = Optional.of(fresh);
        return fresh;
    }

    private Credentials read(String role, String text) {
        try {
            var told = JSON.readTree(text);
            return new Credentials(
                    told.required("AccessKeyId").asText(),
                    told.required("SecretAccessKey").asText(),
                    told.required("Token").asText(),
                    Instant.parse(told.required("Expiration").asText()));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            // What was told is a secret, and so is every message about it.
            throw new Ec2Exception("The instance metadata at " + service + " told no credentials of the role " + role);
        }
    }

    private String token() throws InterruptedException {
        var request = HttpRequest.newBuilder(service.resolve("/latest/api/token"))
                .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                .PUT(HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
        return answer(request, "hands out no token", "is it an EC2 instance, with a hop limit of 2 if in a container?");
    }

    private String get(String what, String token) throws InterruptedException {
        var request = HttpRequest.newBuilder(service.resolve("/latest/meta-data/" + what))
                .header("X-aws-ec2-metadata-token", token)
                .timeout(PATIENCE)
                .build();
        return answer(
                request, "does not tell " + what, "does the instance have a role that may ec2:DescribeInstances?");
    }

    private String answer(HttpRequest request, String fault, String advice) throws InterruptedException {
        try {
            var answer = client.send(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MOST_BYTES));
            if (answer.statusCode() == 200) {
                return answer.body().strip();
            }
            throw new Ec2Exception(
                    "The instance metadata at " + service + " " + fault + " (" + answer.statusCode() + "): " + advice);
        } catch (IOException e) {
            throw new Ec2Exception("The instance metadata at " + service + " does not answer: " + advice, e);
        }
    }
}
