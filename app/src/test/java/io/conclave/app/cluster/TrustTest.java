package io.conclave.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.app.certificate.Authority;
import io.conclave.http.tls.UnfitCertificateException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose connections are encrypted, and those who would like to be one. */
class TrustTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final TestNode.Ports ports = TestNode.Ports.free();

    @BeforeEach
    void makeAnAuthority() {
        Authority.make("ours", Duration.ofDays(2), CLOCK).own().write(folder.resolve("ours"), Authority.NAME);
    }

    @Test
    void nodesOfOneAuthorityFormAClusterOfWhatIsEncrypted() {
        try (var one = TestNode.start(1, ports, seed() + node("ours", "one", "conclave"));
                var two = TestNode.start(2, ports, seed() + node("ours", "two", "conclave"))) {
            one.awaitUp(2);
            two.awaitUp(2);

            assertThat(one.system().settings().config().getString("pekko.remote.artery.transport"))
                    .isEqualTo("tls-tcp");
        }
    }

    @Test
    void aNodeOfAnotherAuthorityCannotJoin() {
        Authority.make("theirs", Duration.ofDays(2), CLOCK).own().write(folder.resolve("theirs"), Authority.NAME);

        cannotJoin(node("theirs", "stranger", "conclave"), "PKIX path");
    }

    @Test
    void aNodeThatTakesOurAuthorityForItsOwnStillCannotJoinWithACertificateOfAnother() {
        Authority.make("theirs", Duration.ofDays(2), CLOCK).own().write(folder.resolve("theirs"), Authority.NAME);
        var both = folder.resolve("both.pem");
        append(folder.resolve("theirs/authority.pem"), both);
        append(folder.resolve("ours/authority.pem"), both);

        cannotJoin(
                node("theirs", "stranger", "conclave")
                        .replace(folder.resolve("theirs/authority.pem").toString(), both.toString()),
                "certificate");
    }

    @Test
    void aNodeOfAnotherClusterCannotJoinThoughItsAuthorityIsTheSame() {
        cannotJoin(node("ours", "stranger", "other"), "and a node of this cluster is called");
    }

    @Test
    void aNodeWithoutACertificateCannotJoin() {
        cannotJoin("", "");
    }

    @Test
    void aCertificateThatTheAuthorityDidNotSignIsNotEvenShown() {
        Authority.make("theirs", Duration.ofDays(2), CLOCK).own().write(folder.resolve("theirs"), Authority.NAME);
        var mixed = node("theirs", "mixed", "conclave")
                .replace(
                        folder.resolve("theirs/authority.pem").toString(),
                        folder.resolve("ours/authority.pem").toString());

        assertThatThrownBy(() -> TestNode.start(1, ports, seed() + mixed))
                .isInstanceOf(UnfitCertificateException.class)
                .hasMessageStartingWith("conclave.cluster.tls.certificate: ")
                .hasMessageContaining("was not signed by the authority in ");
    }

    /** @param warned what either end says about it; empty for anything */
    private void cannotJoin(String strangers, String warned) {
        try (var one = TestNode.start(1, ports, seed() + node("ours", "one", "conclave"))) {
            one.awaitUp(1);
            try (var stranger = TestNode.start(2, ports, seed() + strangers)) {
                stranger.awaitWarning("Couldn't join seed nodes");
                assertThat(String.join("\n", stranger.warnings()) + String.join("\n", one.warnings()))
                        .contains(warned);
                assertThat(stranger.joined).isNotDone();
                assertThat(one.up()).isEqualTo(1);
            }
            try (var friend = TestNode.start(3, ports, seed() + node("ours", "three", "conclave"))) {
                friend.awaitUp(2);
                one.awaitUp(2);
            }
        }
    }

    private static String seed() {
        return "seeds = [\"127.0.0.1\"]\n";
    }

    private String node(String authority, String name, String cluster) {
        var made = Authority.open(folder.resolve(authority), CLOCK)
                .node(name, cluster, List.of(), DAY)
                .write(folder.resolve(authority), name);
        return "tls { certificate = \"" + made.certificate() + "\", key = \"" + made.key() + "\", authority = \""
                + folder.resolve(authority).resolve("authority.pem") + "\" }";
    }

    private static void append(Path from, Path to) {
        try {
            java.nio.file.Files.writeString(
                    to,
                    java.nio.file.Files.readString(from),
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
