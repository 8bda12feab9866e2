package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.testkit.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaltCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anAccountOnAServerIsHaltedAndResumedByOneWordWhetherItsNodeRunsOrNot() throws IOException {
        try (var server = PostgresServer.start()) {
            var config = config("conclave.journal { kind = postgres, url = \"" + server.freshDatabase()
                    + "\", user = \"" + server.user() + "\" }");

            assertThat(conclave("resume", "--config", config, "--reason", "why not"))
                    .isEqualTo(1);
            assertThat(complained.toString()).contains("Nobody ever traded or halted");

            var halted = answer("halt", config, "--reason", "looks odd", "--actor", "risk");
            assertThat(halted.required("halted").booleanValue()).isTrue();
            assertThat(halted.required("run").textValue()).isEqualTo("paper");

            var again = answer("halt", config, "--reason", "me too", "--actor", "somebody");
            assertThat(again.required("reason").textValue()).isEqualTo("looks odd");
            assertThat(again.required("actor").textValue()).isEqualTo("risk");

            var resumed = answer("resume", config, "--reason", "looked into", "--actor", "risk");
            assertThat(resumed.required("halted").booleanValue()).isFalse();
            assertThat(resumed.required("reason").textValue()).isEqualTo("looked into");
        }
    }

    @Test
    void anEmbeddedJournalIsHaltedWhileNoNodeHoldsItAndWithOneSentenceRefusedWhileOneDoes() throws IOException {
        var run = Files.createDirectories(folder.resolve("runs/week"));
        var config = config("");

        assertThat(answer("halt", config, "--run", "week", "--reason", "looks odd", "--actor", "risk")
                        .required("halted")
                        .booleanValue())
                .isTrue();

        try (var held = FileChannel.open(run.resolve("journal.mv.db"), StandardOpenOption.WRITE);
                var lock = held.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(conclave("resume", "--config", config, "--run", "week", "--reason", "fine"))
                    .isEqualTo(1);
        }
        assertThat(complained.toString())
                .contains("is a file that its node holds")
                .doesNotContain("\tat ");
    }

    @Test
    void aReasonIsDemanded() throws IOException {
        assertThat(conclave("halt", "--config", config(""))).isEqualTo(2);
        assertThat(complained.toString()).contains("--reason");
        assertThat(conclave("halt", "--config", config(""), "--reason", " ", "--run", "week"))
                .isEqualTo(2);
    }

    @Test
    void aRunThatIsNotThereIsSaidToBeMissing() throws IOException {
        assertThat(conclave("halt", "--config", config(""), "--run", "nowhere", "--reason", "odd"))
                .isEqualTo(1);
        assertThat(complained.toString()).contains("There is no run \"nowhere\"");
    }

    private String config(String more) throws IOException {
        var file = folder.resolve("halt.conf");
        Files.writeString(
                file,
                "conclave { data-dir = \"" + folder + "\", services.folder = \"" + folder.resolve("services") + "\" }\n"
                        + more);
        return file.toString();
    }

    private JsonNode answer(String command, String config, String... words) throws IOException {
        var all = new ArrayList<>(List.of(command, "--config", config, "--json"));
        all.addAll(List.of(words));
        assertThat(conclave(all.toArray(String[]::new)))
                .as(complained.toString())
                .isZero();
        var json = JSON.readTree(said.toByteArray());
        said.reset();
        return json;
    }

    private int conclave(String... words) {
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(words);
    }
}
