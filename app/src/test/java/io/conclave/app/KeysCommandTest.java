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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aKeyIsShownOnceOnStdoutAloneAndThenOnlyNamed() throws IOException {
        var config = config("");

        assertThat(conclave("keys", "create", "--role", "trader", "--label", "desk", "--config", config))
                .isZero();
        var key = said.toString(StandardCharsets.UTF_8).strip();
        assertThat(key).matches("tk_[a-z2-7]{10}_[a-z2-7]{52}");
        var id = key.substring(3, 13);
        assertThat(complained.toString()).contains(id).doesNotContain(key);
        said.reset();

        var listed = answer("list", config).path("keys");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("id").asText()).isEqualTo(id);
        assertThat(listed.path(0).path("role").asText()).isEqualTo("trader");
        assertThat(listed.path(0).path("label").asText()).isEqualTo("desk");
        assertThat(listed.path(0).has("key")).isFalse();

        var revoked = answer("revoke", config, id, "--reason", "lost");
        assertThat(revoked.path("revokedAt").asText()).isNotEmpty();
        assertThat(revoked.path("reason").asText()).isEqualTo("lost");
        assertThat(conclave("keys", "revoke", id, "--config", config)).isEqualTo(1);
        assertThat(complained.toString())
                .contains("There is no key \"" + id + "\"")
                .doesNotContain("\tat ");
    }

    @Test
    void aKeyMayExpireAfterAWhileOrAtAMoment() throws IOException {
        var config = config("");
        var before = Instant.now();

        var month = answer("create", config, "--role", "viewer", "--expires", "30d");
        var moment = answer("create", config, "--role", "admin", "--expires", "2126-01-01T00:00:00Z");

        assertThat(Instant.parse(month.path("expiresAt").asText()))
                .isBetween(before.plus(Duration.ofDays(30)), Instant.now().plus(Duration.ofDays(30)));
        assertThat(moment.path("expiresAt").asText()).isEqualTo("2126-01-01T00:00:00Z");
        assertThat(moment.path("key").asText())
                .startsWith("tk_" + moment.path("id").asText() + "_");
    }

    @Test
    void onAServerKeysAreInTheJournalsDatabase() throws IOException {
        try (var server = PostgresServer.start()) {
            var url = server.freshDatabase();
            var config = config(
                    "conclave.journal { kind = postgres, url = \"" + url + "\", user = \"" + server.user() + "\" }");

            var made = answer("create", config, "--role", "risk");

            assertThat(server.sql(url.substring(url.lastIndexOf('/') + 1), "SELECT id || ' ' || role FROM api_keys"))
                    .isEqualTo(made.path("id").asText() + " risk");
            assertThat(server.sql(
                            url.substring(url.lastIndexOf('/') + 1), "SELECT action || ' ' || origin FROM audit_trail"))
                    .isEqualTo("keys create command line");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        create --role king                                | "king" is no role: there are viewer, trader, risk, admin, agent
        create                                            | --role
        create --role agent                               | Name the agent with --label
        create --role viewer --expires soon               | --expires is a time from now
        create --role viewer --expires 2001-01-01T00:00:00Z | A key must expire later than now
        revoke                                            | ID
        ''                                                | create, list or revoke
        """)
    void whatCannotBeDoneIsSaidInASentence(String words, String sentence) throws IOException {
        var all = new ArrayList<>(List.of("keys"));
        if (!words.isEmpty()) {
            all.addAll(List.of(words.split(" ")));
            all.addAll(List.of("--config", config("")));
        }

        assertThat(conclave(all.toArray(String[]::new))).isEqualTo(2);
        assertThat(complained.toString()).contains(sentence).doesNotContain("\tat ");
    }

    @Test
    void whereOthersCanReachItNothingStartsWithoutAKeyThatHolds() throws IOException {
        var config = config("conclave.http { host = \"0.0.0.0\", port = 0 }");
        var revoked = answer("create", config, "--role", "viewer").path("id").asText();
        answer("revoke", config, revoked);

        assertThat(conclave("demo", "--config", config)).isEqualTo(3);
        assertThat(complained.toString())
                .contains("conclave.http.host is 0.0.0.0, where others can reach it, but no key in")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({"''", "conclave", "ChangeMe", "desk"})
    void whereOthersCanReachItNothingStartsWithAPasswordThatEverybodyTries(String password) throws IOException {
        var config = config("conclave.http { host = \"0.0.0.0\", port = 0 }\n"
                + "conclave.journal { kind = postgres, url = \"jdbc:postgresql://127.0.0.1:1/x\", user = desk, password = \""
                + password + "\" }");

        assertThat(conclave("run", "--config", config)).isEqualTo(3);
        assertThat(complained.toString()).contains("the journal's password is empty or one that everybody tries");
    }

    private String config(String more) throws IOException {
        var file = folder.resolve("keys.conf");
        Files.writeString(
                file,
                "conclave { data-dir = \"" + folder + "\", services.folder = \"" + folder.resolve("services") + "\" }\n"
                        + more);
        return file.toString();
    }

    private JsonNode answer(String task, String config, String... words) throws IOException {
        var all = new ArrayList<>(List.of("keys", task, "--config", config, "--json"));
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
