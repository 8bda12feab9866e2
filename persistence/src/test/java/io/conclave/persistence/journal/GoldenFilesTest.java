package io.conclave.persistence.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.Journaled;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was once stored is read for ever. A golden file is written once, with {@code -Dconclave.golden=write}, when its
 * event is born; afterwards it does not change.
 */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsStoredReadsAsItWasMeantAndIsWrittenByteForByte(String name, Journaled sample) throws IOException {
        var file = GOLDEN.resolve(name + ".json");
        if ("write".equals(System.getProperty("conclave.golden")) && !Files.exists(file)) {
            Files.write(file, JournalCodec.write(sample));
        }

        assertThat(file).as("golden file of %s", name).exists();
        byte[] stored = Files.readAllBytes(file);
        assertThat(JournalCodec.read(name, stored)).isEqualTo(sample);
        assertThat(new String(JournalCodec.write(sample), UTF_8)).isEqualTo(new String(stored, UTF_8));
    }

    @Test
    void everythingJournalledHasANameAndASample() throws IOException, URISyntaxException {
        var named = new TreeSet<String>();
        EventNames.all().values().forEach(type -> named.add(type.getName()));
        var sampled = new TreeSet<String>();
        Samples.all().forEach(sample -> sampled.add(sample.getClass().getName()));

        var found = journalled();

        assertThat(found).contains("io.conclave.agents.Agent$VoteGiven");
        assertThat(named).as("names in EventNames").isEqualTo(found);
        assertThat(sampled).as("samples").isEqualTo(found);
    }

    @Test
    void everyGoldenFileBelongsToAName() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .allSatisfy(name -> assertThat(EventNames.all()).containsKey(name));
        }
    }

    @Test
    void namesAreSpelledAlike() {
        assertThat(EventNames.all().keySet())
                .allSatisfy(name -> assertThat(name).matches("[a-z-]+\\.[a-z-]+\\.v[1-9][0-9]*"));
    }

    static Stream<Arguments> samples() {
        return Samples.all().stream().map(sample -> Arguments.of(EventNames.nameOf(sample.getClass()), sample));
    }

    /** Every record of ours on the class path that is {@link Journaled}. */
    private static Set<String> journalled() throws IOException, URISyntaxException {
        var found = new TreeSet<String>();
        OurClasses.all().stream()
                .filter(type -> Journaled.class.isAssignableFrom(type) && !type.isInterface())
                .forEach(type -> found.add(type.getName()));
        return found;
    }
}
