package io.conclave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;

/** What nodes say of their cluster where those ask who look for it. */
final class Membership implements AutoCloseable {
    private final int port;
    private final Calls calls = new Calls();

    /** @param port where each node's management listens */
    Membership(int port) {
        this.port = port;
    }

    /** Whether there is a node at this address, in a cluster or looking for one. */
    boolean answers(String address) {
        return members(address).isPresent();
    }

    /** How many members are up, as the node at this address sees it; none while it does not answer. */
    int up(String address) {
        return members(address)
                .map(all -> (int) all.path("members").findValuesAsText("status").stream()
                        .filter("Up"::equals)
                        .count())
                .orElse(0);
    }

    /** The address of the node that leads; absent while nobody does, or this one does not answer. */
    Optional<String> oldest(String address) {
        return members(address)
                .map(all -> all.path("oldest").asText(""))
                .filter(node -> !node.isEmpty())
                .map(node -> URI.create(node).getHost());
    }

    /** Whether the node at this address has an order desk. */
    boolean hasDesk(String address) {
        return told(address, "/cluster/shards/OrderDesk")
                .filter(desks -> !desks.path("regions").isEmpty())
                .isPresent();
    }

    private Optional<JsonNode> members(String address) {
        return told(address, "/cluster/members");
    }

    private Optional<JsonNode> told(String address, String path) {
        return calls.get(URI.create("http://" + address + ":" + port + path));
    }

    @Override
    public void close() {
        calls.close();
    }
}
