package io.conclave.orchestrator.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointTest {
    @Test
    void isDueTheTimeItWasAskedForAndNeverElse() {
        var third = Failpoint.parse("order.sent:3");

        var due = IntStream.rangeClosed(1, 6)
                .filter(time -> !third.isDue("order.ruled") && third.isDue("order.sent"))
                .toArray();

        assertThat(due).containsExactly(3);
    }

    @Test
    void aNameAloneMeansTheFirstTime() {
        assertThat(Failpoint.parse("bus.acknowledged").isDue("bus.acknowledged"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1", "order.sent:0", "order.sent:", "order.sent:-1", "order.sent:many"})
    void whatNamesNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> Failpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NAME:N");
    }

    @Test
    void aProcessThatWasToldToDiesThereAndThenAsIfItHadBeenKilled() throws Exception {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Dconclave.failpoint=here:2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Walker.class.getName())
                .redirectErrorStream(true)
                .start();

        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(137);
        assertThat(said.strip()).isEqualTo("step");
    }

    /** Reaches the place twice, in a process of its own. */
    static final class Walker {
        private Walker() {}

        public static void main(String[] arguments) {
            Failpoint.reached("here");
            System.out.println("step");
            Failpoint.reached("here");
            System.out.println("too far");
        }
    }
}
