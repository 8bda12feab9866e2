package io.conclave.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A job's process knows what it must to find its settings. */
class JobProcessTest {
    /** One that must be there, or no setting can be read. */
    private static final Pattern DEMANDED = Pattern.compile("\\$\\{([A-Z_]+)}");

    @Test
    void whatTheSettingsOfAnImageDemandIsHandedOn() throws Exception {
        var demanded = Stream.of("application.conf", "cluster.conf")
                .map(ProjectRoot.path().resolve("docker/node")::resolve)
                .flatMap(JobProcessTest::variables)
                .toList();

        assertThat(demanded).isNotEmpty().isSubsetOf(JobProcess.INHERITED);
    }

    private static Stream<String> variables(Path file) {
        try {
            return DEMANDED.matcher(Files.readString(file)).results().map(found -> found.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
