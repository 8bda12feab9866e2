package io.conclave.nativerisk;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer begins with, and what it found, without the fuzzer. */
class HeardBytesTest {
    @ParameterizedTest
    @MethodSource("inputs")
    void anyBytesAreFramesOrABrokenPipe(byte[] input) throws IOException {
        HeardBytesFuzz.fuzzerTestOneInput(input);
    }

    static Stream<byte[]> inputs() throws IOException {
        return Stream.concat(HeardBytesFuzz.seeds().stream(), Jazzed.findings(HeardBytesFuzz.NAME).stream());
    }
}
