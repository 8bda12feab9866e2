package io.conclave.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.conclave.http.tls.UnfitCertificateException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSettingsTest {
    private static final String TLS = ", tls { certificate = a.pem, key = a.key, authority = ca.pem }";

    @Test
    void byDefaultANodeIsAloneAndItsActorSystemStaysAsItIs() {
        var config = ConfigFactory.load();
        var settings = ClusterSettings.from(config);

        assertThat(settings.isShared()).isFalse();
        assertThat(PekkoSettings.of(settings, TestNode.TERMS, config)).isEqualTo(config);
        assertThat(config.getInt("pekko.remote.artery.canonical.port")).isZero();
    }

    @Test
    void whatTheOperatorSaysReachesTheActorSystem() {
        var config = with("enabled = true, host = localhost, port = 4001, management-port = 4002, nodes = 2,"
                + " seeds = [\"localhost\", \"10.0.0.2:9\", \"[::1]:7\"], stable-after = 7s");

        var made = PekkoSettings.of(ClusterSettings.from(config), TestNode.TERMS, config);

        assertThat(made.getString("pekko.remote.artery.transport")).isEqualTo("tcp");
        assertThat(made.getInt("pekko.remote.artery.canonical.port")).isEqualTo(4001);
        assertThat(made.getString("pekko.management.http.bind-hostname")).isEqualTo("localhost");
        assertThat(made.getDuration("pekko.cluster.split-brain-resolver.stable-after"))
                .hasSeconds(7);
        assertThat(made.getString("pekko.cluster.split-brain-resolver.active-strategy"))
                .isEqualTo("keep-majority");
        assertThat(made.getDuration("pekko.cluster.down-removal-margin"))
                .as("zero would mean stable-after")
                .hasMillis(1);
        assertThat(made.getBoolean("pekko.management.http.route-providers-read-only"))
                .isTrue();
        assertThat(made.getInt("pekko.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr"))
                .isEqualTo(2);
        assertThat(made.getConfigList("pekko.discovery.config.services.conclave.endpoints"))
                .extracting(point -> point.getString("host") + " " + point.getInt("port"))
                .containsExactly("localhost 4002", "10.0.0.2 9", "::1 7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host = ""                                    | conclave.cluster.host      | is empty
            port = 0                                     | conclave.cluster.port      | 0 is no port: 1 to 65535
            seeds = [a], management-port = 25520         | conclave.cluster.management-port | is the same as port
            nodes = 0                                    | conclave.cluster.nodes     | 0 must be at least 1
            discovery = luck                             | conclave.cluster.discovery | "luck" finds nobody: write seeds, dns or ec2
            seeds = []                                   | conclave.cluster.seeds     | is empty: name the management addresses
            seeds = ["a:b"]                              | conclave.cluster.seeds     | "a:b" is no contact point
            seeds = ["a:70000"]                          | conclave.cluster.seeds     | "a:70000" names no port
            seeds = [a, b, c], nodes = 1                 | conclave.cluster.nodes     | 1 must be more than half of the 3 seeds
            seeds = [a, b], nodes = 3                    | conclave.cluster.nodes     | and not more than all of them
            discovery = dns                              | conclave.cluster.dns.name  | is empty
            discovery = ec2                              | conclave.cluster.ec2.tag-value | is empty
            discovery = ec2, ec2 { tag-value = x, endpoint = "ftp://x" } | conclave.cluster.ec2.endpoint | "ftp://x" is no address
            discovery = ec2, ec2 { tag-value = x, imds = "a b" } | conclave.cluster.ec2.imds | "a b" is no address
            seeds = [a], stable-after = 200ms            | conclave.cluster.stable-after | must be at least a second
            """)
    void whatMakesNoSenseIsNamedWithItsKey(String settings, String key, String sentence) {
        assertThatThrownBy(() -> ClusterSettings.from(with("enabled = true, " + settings)))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining(key)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, ''", "node-1, ''", "127.0.0.1, 0.0.0.0", "::, ''"})
    void whereOthersReachItANodeDemandsCertificates(String host, String bindHost) {
        var reached = "enabled = true, seeds = [a], host = \"" + host + "\", bind-host = \"" + bindHost + "\"";

        assertThatThrownBy(() -> ClusterSettings.from(with(reached)))
                .isInstanceOf(UnsafeClusterException.class)
                .hasMessageContaining(bindHost.isEmpty() ? host : bindHost)
                .hasMessageContaining("./conclave certificate makes them");
        assertThat(ClusterSettings.from(with(reached + TLS)).tls()).isPresent();
    }

    @Test
    void twoOfThreeFilesAreNotEnough() {
        assertThatThrownBy(() -> ClusterSettings.from(with("enabled = true, seeds = [a], tls { certificate = a.pem }")))
                .hasMessage("conclave.cluster.tls: key and authority are empty: name all three files, or none");
    }

    @Test
    void aFileThatIsNotThereIsToldBeforeAnythingBegins() {
        var config = with("enabled = true, seeds = [a]" + TLS);

        assertThatThrownBy(() -> PekkoSettings.of(ClusterSettings.from(config), TestNode.TERMS, config))
                .isInstanceOf(UnfitCertificateException.class)
                .hasMessage("conclave.cluster.tls.certificate: a.pem is not there");
    }

    @Test
    void rolesTellTheTermsToWhoeverLooksAtTheMembers() {
        assertThat(Terms.inRoles(TestNode.TERMS.asRoles())).contains(TestNode.TERMS);
        assertThat(Terms.inRoles(List.of("run:paper", "dc-default"))).isEmpty();
    }

    private static Config with(String cluster) {
        return ConfigFactory.parseString("conclave.cluster { " + cluster + " }")
                .withFallback(ConfigFactory.load())
                .resolve();
    }
}
