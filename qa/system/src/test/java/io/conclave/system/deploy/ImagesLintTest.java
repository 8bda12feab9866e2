package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What images and stacks must keep to, read off their files; no engine is needed. */
class ImagesLintTest {
    private static final Pattern PINNED = Pattern.compile("[a-z0-9.+-]+=[0-9][^ ]*");

    @ParameterizedTest
    @ValueSource(strings = {"node", "postgres", "redis", "nginx"})
    void anImageIsPinnedUnprivilegedAndSaysWhetherItIsWell(String image) throws IOException {
        assertThat(Dockerfile.faults(Files.readString(docker().resolve(image).resolve("Dockerfile"))))
                .isEmpty();
    }

    @Test
    void whatIsWrongInADockerfileIsSeen() {
        assertThat(Dockerfile.faults("""
            # syntax=docker/dockerfile:1
            FROM debian:latest
            RUN apt-get install -y curl
            ADD https://example.org/x /x
            USER root
            """))
                .containsExactly(
                        "its first line has a builder fetch another one",
                        "it is not made FROM ${BASE}",
                        "the base is not debian:trixie-slim",
                        "packages are not pinned",
                        "apt-get takes along what is only recommended",
                        "apt's lists stay in the image",
                        "ADD fetches what nobody checked",
                        "its last USER is no number of ours: root",
                        "it has no HEALTHCHECK",
                        "it has no ENTRYPOINT in brackets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.cluster.yaml"})
    void aStackGivesItsContainersNoMoreThanTheyNeed(String file) throws IOException {
        assertThat(Compose.read(docker().resolve(file)).faults()).isEmpty();
    }

    @Test
    void theStackOfOneNodeFitsOnTheSmallestMachine() throws IOException {
        var stack = Compose.read(docker().resolve("compose.yaml"));

        assertThat(stack.mebibytes())
                .containsOnlyKeys("node", "postgres", "redis", "nginx", "feed")
                .containsEntry("feed", 160);
        assertThat(stack.mebibytes().entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("feed"))
                        .mapToInt(Map.Entry::getValue)
                        .sum())
                .isEqualTo(768);
    }

    @Test
    void whatIsWrongInAStackIsSeen() {
        assertThat(Compose.of("""
            services:
              redis:
                image: redis:latest
                privileged: true
                ports: ["6379:6379"]
                environment: { REDIS_PASSWORD: hunter2 }
                networks: [outside]
            networks: { inside: {}, outside: {} }
            """).faults())
                .containsExactly(
                        "redis: its image is another's or has a tag that moves: redis:latest",
                        "redis: read_only is not true",
                        "redis: it keeps capabilities",
                        "redis: it may gain privileges",
                        "redis: it is privileged",
                        "redis: it has no mem_limit",
                        "redis: it has no pids_limit",
                        "redis: it is published",
                        "redis: it is a store and not inside only",
                        "redis: a password stands in its environment: REDIS_PASSWORD",
                        "the network inside is not internal");
    }

    @Test
    void scriptsArePlainToTheShellsOwnCritic() throws Exception {
        var shellcheck = Tool.orSkip("shellcheck");
        var scripts = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(docker())) {
            for (var file : files.filter(Files::isExecutable)
                    .filter(Files::isRegularFile)
                    .toList()) {
                scripts.add(file.toString());
            }
        }
        assertThat(scripts).hasSizeGreaterThan(8);
        scripts.addFirst(shellcheck);

        assertThat(Tool.complaints(scripts)).isEmpty();
    }

    @Test
    void eachImageSaysWhereItsPackagesAreNamed() throws IOException {
        for (var image : List.of("node", "postgres", "redis", "nginx")) {
            var packages =
                    Dockerfile.packages(Files.readString(docker().resolve(image).resolve("Dockerfile")));
            assertThat(packages).as(image).isNotEmpty().allMatch(PINNED.asMatchPredicate());
        }
    }

    private static Path docker() {
        return ProjectRoot.path().resolve("docker");
    }
}
