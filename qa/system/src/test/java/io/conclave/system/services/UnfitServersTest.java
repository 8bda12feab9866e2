package io.conclave.system.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.system.engine.Workplace;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is not fit is answered with one sentence and exit code 1, and nothing is changed. */
@SuppressWarnings("NullAway.Init")
class UnfitServersTest {
    private static PostgresServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = PostgresOptions.plain().withPasswords().start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatIsNoAddress() {
        isRefused(
                on("postgres://conclave:hush-4711@127.0.0.1/conclave", ""),
                "conclave.journal.url is no PostgreSQL address: \"postgres://...@127.0.0.1/conclave\"; ",
                "demo",
                "--headless",
                "--json");
    }

    @Test
    void aPortThatNobodyListensOn() throws IOException {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        isRefused(
                on("jdbc:postgresql://127.0.0.1:" + nobody + "/conclave", ""),
                "PostgreSQL at jdbc:postgresql://127.0.0.1:" + nobody + "/conclave does not answer: ",
                "demo",
                "--headless",
                "--json");
    }

    @Test
    void aWrongPassword() {
        var url = server.freshDatabase();

        isRefused(
                on(url, "guess"),
                "PostgreSQL at " + url + " does not accept the password of user conclave: ",
                "demo",
                "--headless",
                "--json");
        assertThat(tables(url)).isEqualTo("0");
    }

    @Test
    void aSchemaFromTheFuture() {
        var url = server.freshDatabase();
        var place = on(url, "owner's");
        server.sql("postgres", "ALTER ROLE conclave PASSWORD 'owner''s'");
        assertThat(place.run("migrate", "--json").report().required("applied")).isNotEmpty();
        server.sql(
                name(url),
                "INSERT INTO flyway_schema_history VALUES (1000, '999', 'tomorrow', 'SQL', 'V999__tomorrow.sql', 1,"
                        + " 'conclave', now(), 1, true)");

        isRefused(
                place,
                "PostgreSQL at " + url + " has schema version 999, and this Conclave knows ",
                "migrate",
                "--json");
    }

    @Test
    void aClockThatIsFiveMinutesAhead() {
        try (var ahead =
                PostgresOptions.plain().withClockAhead(Duration.ofMinutes(5)).start()) {
            var url = ahead.freshDatabase();

            isRefused(on(url, ""), "The clock of PostgreSQL at " + url + " is ", "migrate", "--roles");
            assertThat(ahead.sql(name(url), TABLES)).isEqualTo("0");
            assertThat(ahead.sql(name(url), "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'conclave\\_%'"))
                    .isEqualTo("0");
        }
    }

    private static final String TABLES =
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";

    private void isRefused(Workplace place, String beginning, String... command) {
        var ended = place.run(command);

        assertThat(ended.exitCode()).as(ended.stderr()).isEqualTo(1);
        assertThat(ended.stdout()).isEmpty();
        // The demo tells of its tape first; of the server there is one line.
        assertThat(ended.stderr().lines().filter(line -> !line.startsWith("bitstamp_")))
                .singleElement()
                .asString()
                .startsWith("conclave: " + beginning)
                .doesNotContain("hush-4711");
        assertThat(place.runs()).isEmpty();
    }

    private Workplace on(String url, String password) {
        var place = Workplace.in(folder)
                .with("conclave.journal.kind", "postgres")
                .with("conclave.journal.url", url)
                .with("conclave.journal.user", "conclave");
        return password.isEmpty() ? place : place.with("conclave.journal.password", password);
    }

    private static String tables(String url) {
        return server.sql(name(url), TABLES);
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
