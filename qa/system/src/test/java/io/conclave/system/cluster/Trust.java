package io.conclave.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.system.engine.Workplace;
import io.conclave.testkit.Host;
import java.nio.file.Path;

/** An authority of a cluster's own, and what its nodes show each other. */
record Trust(Path folder) {
    /** Made by the engine's own commands. */
    static Trust made(Path folder) {
        run(folder, "certificate", "authority", "--out", folder.toString());
        return new Trust(folder);
    }

    /** The place of a node with a certificate of this authority. */
    Workplace given(Workplace place, Host host) {
        var name = "node-" + host.name();
        run(
                folder,
                "certificate",
                "node",
                name,
                "--authority",
                folder.toString(),
                "--out",
                folder.toString(),
                "--host",
                host.address());
        return place.with("conclave.cluster.tls.authority", folder.resolve("authority.pem"))
                .with("conclave.cluster.tls.certificate", folder.resolve(name + ".pem"))
                .with("conclave.cluster.tls.key", folder.resolve(name + ".key"));
    }

    private static void run(Path folder, String... command) {
        var ended = Workplace.in(folder.resolve("data")).run(command);
        assertThat(ended.exitCode()).as(ended.stderr()).isZero();
    }
}
