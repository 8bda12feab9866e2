package io.conclave.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged outlives a {@code kill -9}, on the journal that needs no server. */
class KillTest {
    private static final int KILLS = 4;

    @Test
    void noAcknowledgedEventIsLostWhenTheProcessIsKilled(@TempDir Path folder) throws Exception {
        var file = folder.resolve("journal").toString();
        var random = new Random(20131125);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = writeUntilKilled(file, acknowledged + 1 + random.nextInt(150));

            var sequences = journalled(file);

            assertThat(sequences.length).as("events after kill %s", kill).isGreaterThanOrEqualTo((int) acknowledged);
            assertThat(sequences)
                    .isEqualTo(LongStream.rangeClosed(1, sequences.length).toArray());
        }
    }

    /** The last number that the process acknowledged before it was killed, at least {@code until}. */
    private static long writeUntilKilled(String file, long until) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        file)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = said.readLine();
            while (line != null) {
                last = Long.parseLong(line);
                if (last >= until) {
                    // By its handle: destroying the Process would also close the pipe with what is still in it.
                    process.toHandle().destroyForcibly();
                }
                line = said.readLine();
            }
        }
        process.waitFor();
        assertThat(last).as("the process wrote before it was killed").isGreaterThanOrEqualTo(until);
        return last;
    }

    private static long[] journalled(String file) {
        var config = JournalConfig.from(ConfigFactory.load()).at(JournalKind.H2, file, "conclave", "");
        try (var database = config.open()) {
            return new JournalReader(database)
                    .events(KilledWriter.ID).stream()
                            .mapToLong(JournalReader.Entry::sequence)
                            .toArray();
        }
    }
}
