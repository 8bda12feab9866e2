package planted.order.orchestrator;

import java.util.Map;

/** Votes in an order of the JVM's liking. */
public record Shuffled(Map<String, Integer> votes) {
    public Shuffled {
        votes = Map.copyOf(votes);
    }
}
