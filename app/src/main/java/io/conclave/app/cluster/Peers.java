package io.conclave.app.cluster;

import io.conclave.app.cluster.ec2.Ec2Settings;
import java.util.List;

/** Who is asked where the other nodes are. */
sealed interface Peers {
    /** Nobody: they are known. */
    record Seeds(List<ContactPoint> points) implements Peers {
        public Seeds {
            points = List.copyOf(points);
        }
    }

    /** @param name its A and AAAA records are the nodes' addresses */
    record Dns(String name) implements Peers {}

    record Ec2(Ec2Settings tags) implements Peers {}
}
