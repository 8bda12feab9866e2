package io.conclave.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.app.cluster.ec2.LocalAws;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three nodes that must first be told where the others are. */
class DiscoveryTest {
    private static final List<String> THREE = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");

    private final TestNode.Ports ports = TestNode.Ports.free();

    @Test
    void nodesFindEachOtherByTheARecordsOfAName() {
        try (var dns = new LocalDns(THREE)) {
            var more = "discovery = dns, nodes = 3, dns.name = \"nodes.desk.example\"\n}\npekko.io.dns.async-dns {"
                    + " nameservers = [\"" + dns.address() + "\"] ";
            formOne(more, more, more);
        }
    }

    @Test
    void nodesFindEachOtherByTheTagsOfTheirInstances() {
        try (var one = new LocalAws("127.0.0.1", THREE);
                var two = new LocalAws("127.0.0.2", THREE);
                var three = new LocalAws("127.0.0.3", THREE)) {
            formOne("nodes = 3\n" + one.settings(), "nodes = 3\n" + two.settings(), "nodes = 3\n" + three.settings());
        }
    }

    @Test
    void aClusterBeginsAgainWithoutTheMachineThatIsGone() {
        var more = ports.seeds(3).replace("nodes = 3", "nodes = 2");
        try (var one = TestNode.start(1, ports, more);
                var two = TestNode.start(2, ports, more)) {
            one.awaitUp(2);
            two.awaitUp(2);
        }
    }

    private void formOne(String first, String second, String third) {
        try (var one = TestNode.start(1, ports, first);
                var two = TestNode.start(2, ports, second);
                var three = TestNode.start(3, ports, third)) {
            one.awaitUp(3);
            two.awaitUp(3);
            three.awaitUp(3);
            assertThat(one.cluster().state().getLeader())
                    .isEqualTo(three.cluster().state().getLeader());
        }
    }
}
