package io.conclave.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.app.doctor.Finding.Health;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.testkit.PostgresServer;
import io.conclave.testkit.RedisOptions;
import io.conclave.testkit.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the doctor says of servers, well and not. */
class ServerChecksTest {
    @Test
    void withoutServersNoneIsNeeded() {
        assertThat(look(Map.of())).extracting(Finding::health).containsOnly(Health.WELL);
    }

    @Test
    void aFreshServerAilsUntilItIsMigratedAndFurnishedWithRoles() {
        try (var server = PostgresServer.start()) {
            Map<String, String> settings = Map.of(
                    "conclave.journal.kind", "postgres",
                    "conclave.journal.url", server.freshDatabase(),
                    "conclave.journal.user", server.user());
            var fresh = look(settings);
            assertThat(about(fresh, "PostgreSQL").health()).isEqualTo(Health.WELL);
            assertThat(about(fresh, "PostgreSQL, schema").found()).startsWith("version none of ");
            assertThat(about(fresh, "PostgreSQL, roles").health()).isEqualTo(Health.AILING);
            assertThat(Doctor.runs(fresh)).isTrue();

            var journal = JournalConfig.from(config(settings));
            Database.migrate(journal);
            Database.makeRoles(journal);

            assertThat(look(settings)).extracting(Finding::health).containsOnly(Health.WELL);
            var slow =
                    Checks.of(config(settings), InstantSource.offset(InstantSource.system(), Duration.ofMinutes(-5)));
            var clock = about(all(slow), "PostgreSQL, clock");
            assertThat(clock.health()).isEqualTo(Health.ILL);
            assertThat(clock.found()).matches("(299|300)\\.\\d s ahead of ours");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsIllAndNamed() throws IOException {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        var findings = look(Map.of(
                "conclave.journal.kind",
                "postgres",
                "conclave.journal.url",
                "jdbc:postgresql://127.0.0.1:" + nobody + "/conclave",
                "conclave.bus.kind",
                "redis",
                "conclave.bus.url",
                "redis://:hush-4711@127.0.0.1:" + nobody));

        assertThat(findings)
                .filteredOn(finding -> finding.health() == Health.ILL)
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.found())
                        .contains("127.0.0.1:" + nobody)
                        .doesNotContain("hush-4711"));
    }

    @Test
    void aRedisThatKeepsWhatItIsToldIsWell() {
        try (var server = RedisOptions.plain().withPassword("secret").start()) {
            var findings = look(Map.of("conclave.bus.kind", "redis", "conclave.bus.url", server.url()));

            assertThat(findings).extracting(Finding::health).containsOnly(Health.WELL);
            assertThat(about(findings, "Redis").found()).startsWith("version ");
            assertThat(about(findings, "Redis, append-only file").found()).isEqualTo("on, appendfsync everysec");
        }
    }

    @Test
    void aRedisThatForgetsIsSaidTo() {
        try (var server = RedisOptions.plain()
                .inMemoryOnly()
                .with("maxmemory", "64mb")
                .with("maxmemory-policy", "allkeys-lru")
                .start()) {
            var findings = look(Map.of("conclave.bus.kind", "redis", "conclave.bus.url", server.url()));

            assertThat(about(findings, "Redis, append-only file").health()).isEqualTo(Health.AILING);
            assertThat(about(findings, "Redis, memory").health()).isEqualTo(Health.ILL);
            assertThat(about(findings, "Redis, memory").found()).endsWith(" MiB of 64 MiB, allkeys-lru");
        }
    }

    @Test
    void aWrongPasswordForRedisIsSaidToBeOne() {
        try (RedisServer server = RedisOptions.plain().withPassword("secret").start()) {
            var findings = look(Map.of(
                    "conclave.bus.kind", "redis", "conclave.bus.url", "redis://:guess@127.0.0.1:" + server.port()));

            assertThat(about(findings, "Redis").found()).contains("WRONGPASS").doesNotContain("guess");
        }
    }

    private static List<Finding> look(Map<String, String> settings) {
        return all(Checks.of(config(settings), Instant::now));
    }

    private static List<Finding> all(List<Check> checks) {
        return checks.stream().flatMap(check -> check.look().stream()).toList();
    }

    private static Config config(Map<String, String> settings) {
        return ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load());
    }

    private static Finding about(List<Finding> findings, String about) {
        return findings.stream()
                .filter(finding -> finding.about().equals(about))
                .findFirst()
                .orElseThrow();
    }
}
