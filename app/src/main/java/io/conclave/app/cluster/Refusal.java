package io.conclave.app.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.discovery.Discovery;
import org.apache.pekko.discovery.ServiceDiscovery.ResolvedTarget;

/**
 * Why a cluster did not take this node. The refusal itself does not tell; the members' roles do, which every contact point shows.
 */
final class Refusal {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNTOLD =
            "The cluster refused this node, and none of its contact points says on which terms it runs: its log does";

    private final ActorSystem system;
    private final ClusterSettings settings;

    Refusal(ActorSystem system, ClusterSettings settings) {
        this.system = system;
        this.settings = settings;
    }

    CompletionStage<String> sentence() {
        return Discovery.get(system)
                .loadServiceDiscovery(PekkoSettings.methodOf(settings.peers()))
                .lookup(PekkoSettings.serviceOf(settings.peers()), PATIENCE)
                .thenCompose(found -> ask(found.getAddresses()))
                .thenApply(told -> told.orElse(UNTOLD));
    }

    private CompletionStage<Optional<String>> ask(List<ResolvedTarget> peers) {
        var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        var answers = peers.stream()
                .map(peer -> ask(client, peer).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .findFirst())
                .whenComplete((told, fault) -> client.close());
    }

    /** Empty if it does not answer, or is no member itself. */
    private CompletionStage<Optional<String>> ask(HttpClient client, ResolvedTarget peer) {
        int port = peer.getPort().map(Integer.class::cast).orElse(settings.managementPort());
        var host = peer.host().contains(":") ? "[" + peer.host() + "]" : peer.host();
        var request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/cluster/members"))
                .timeout(PATIENCE)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((answer, fault) -> fault == null && answer.statusCode() == 200
                        ? sentence(host + ":" + port, answer.body())
                        : Optional.empty());
    }

    private Optional<String> sentence(String peer, String members) {
        var ours = Terms.in(system.settings().config()).orElseThrow();
        return termsIn(members)
                .map(ours::differencesFrom)
                .filter(differences -> !differences.isEmpty())
                .findFirst()
                .map(differences -> "The cluster that answers at " + peer + " does not take this node: "
                        + String.join("; ", differences));
    }

    private static Stream<Terms> termsIn(String members) {
        try {
            return StreamSupport.stream(JSON.readTree(members).path("members").spliterator(), false)
                    .map(member -> Terms.inRoles(
                            StreamSupport.stream(member.path("roles").spliterator(), false)
                                    .map(JsonNode::asText)
                                    .toList()))
                    .flatMap(Optional::stream);
        } catch (JsonProcessingException e) {
            return Stream.empty(); // whoever answers there is no node
        }
    }
}
