package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.http.tls.MutualTls;
import io.conclave.http.tls.TlsSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCommandTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itMakesWhatANodeNeeds() throws IOException {
        assertThat(conclave("authority", "--out", in("ca"))).isZero();
        said.reset();
        assertThat(conclave("node", "node-1", "--authority", in("ca"), "--out", in("node"), "--days", "30", "--json"))
                .isZero();

        var told = new ObjectMapper().readTree(said.toByteArray());
        var own = new TlsSettings(
                "conclave.cluster.tls",
                Path.of(told.path("certificate").asText()),
                Path.of(told.path("key").asText()));
        var files = new MutualTls.Files(own, folder.resolve("ca/authority.pem"));
        assertThat(MutualTls.open(files, InstantSource.system()).until())
                .isEqualTo(Instant.parse(told.path("until").asText()))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
    }

    @Test
    void whatCannotBeMadeIsSaidInASentence() {
        assertThat(conclave("node", "node-1", "--authority", in("nowhere"), "--out", in("node")))
                .isEqualTo(2);
        assertThat(complained.toString())
                .isEqualTo("conclave: There is no " + in("nowhere")
                        + "/authority.pem: ./conclave certificate authority --out " + in("nowhere") + " makes it\n");
    }

    @Test
    void aNameThatIsAPathIsRefused() {
        conclave("authority", "--out", in("ca"));

        assertThat(conclave("node", "../node", "--authority", in("ca"), "--out", in("node")))
                .isEqualTo(2);
        assertThat(complained.toString())
                .contains("Names of nodes and clusters are 1 to 60 letters, digits, dots or -");
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private int conclave(String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "certificate";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(all);
    }
}
