package io.conclave.system.deploy;

import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.ContainerEngine;
import io.conclave.testkit.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three nodes in containers share the demo's week while one is cut off and another is killed: {@code ./conclave long stack}. */
@Tag("long")
class ClusterStackTest {
    private static final List<String> NODES = List.of("node-1", "node-2", "node-3");
    private static final List<String> NETWORKS = List.of("inside", "outside");
    private static final Duration THREE_MINUTES = Duration.ofMinutes(3);

    @Test
    void aNodeThatIsCutOffAndOneThatIsKilledComeBackAndNoRoundIsLost() {
        var engine = ContainerEngine.orSkip();
        Stack.build(engine);
        try (var stack = Stack.cluster(engine, Map.of("CONCLAVE_RUN_OPTIONS", "--bundled --speed 1200"))) {
            System.out.println("Three nodes and their stores: healthy after "
                    + stack.start().toSeconds() + " s");
            Patience.until("they decide", THREE_MINUTES, () -> stack.decisions() > 0);

            for (var network : NETWORKS) {
                engine.run("network", "disconnect", stack.network(network), stack.container("node-2"));
            }
            Patience.until("it says that it is not well", THREE_MINUTES, () -> !isHealthy(stack, "node-2"));
            decideOn(stack);
            for (var network : NETWORKS) {
                engine.run(
                        "network", "connect", "--alias", "node-2", stack.network(network), stack.container("node-2"));
            }
            awaitAll(stack);

            int lives = lives(stack, "node-1");
            stack.kill("node-1");
            Patience.until("it was started anew", THREE_MINUTES, () -> lives(stack, "node-1") > lives);
            decideOn(stack);
            awaitAll(stack);

            int closings =
                    BitstampTape.read(Duration.ofMinutes(15)).tape().closings().size();
            Patience.until("every closing has its round", Duration.ofMinutes(30), () -> stack.decisions() == closings);
            Patience.until("the run has ended", THREE_MINUTES, stack::isThrough);
        }
    }

    private static void awaitAll(Stack stack) {
        Patience.until(
                "all are healthy again", THREE_MINUTES, () -> NODES.stream().allMatch(node -> isHealthy(stack, node)));
    }

    private static boolean isHealthy(Stack stack, String node) {
        return stack.inspect(node, "{{.State.Health.Status}}").equals("healthy");
    }

    private static int lives(Stack stack, String node) {
        return Integer.parseInt(stack.inspect(node, "{{.RestartCount}}"));
    }

    private static void decideOn(Stack stack) {
        int before = stack.decisions();
        Patience.until("they decide on", THREE_MINUTES, () -> stack.decisions() > before);
    }
}
