package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConclaveTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void helpListsTheCommandsAndExplainsEach() {
        assertThat(conclave("help")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("demo", "backtest", "replay", "explain", "doctor");
        said.reset();
        assertThat(conclave("help", "demo")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("--headless", "--cost-bps");
    }

    private int conclave(String... words) {
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .execute(words);
    }
}
