package io.conclave.app.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What the log looks like, on a logging context of the test's own with the program's own logback.xml. */
@SuppressWarnings("NullAway.Init")
class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORGED = "first\r\n12:00:00.000 ERROR io.conclave - forged \"quoted\" \u0007";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private LoggerContext logback;

    @BeforeEach
    void readTheProgramsOwnSettings() throws JoranException {
        logback = new LoggerContext();
        logback.setMDCAdapter(MDC.getMDCAdapter());
        var reader = new JoranConfigurator();
        reader.setContext(logback);
        reader.doConfigure(Objects.requireNonNull(LogTest.class.getResource("/logback.xml")));
    }

    @Test
    void asJsonEachEntryIsOneLineWhateverIsInIt() throws Exception {
        apply("conclave.log { format = json, level = info }");
        try (var _ = MDC.putCloseable("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")) {
            logback.getLogger("io.conclave.any")
                    .atWarn()
                    .addKeyValue("decision", "BTC-USD@1")
                    .setCause(new IllegalStateException("broken\r\noff"))
                    .log("It says {}", FORGED);
        }

        var lines = lines();
        assertThat(lines).hasSize(1);
        var entry = JSON.readTree(lines.getFirst());
        assertThat(entry.required("level").textValue()).isEqualTo("WARN");
        assertThat(entry.required("timestamp").isIntegralNumber()).isTrue();
        assertThat(entry.required("loggerName").textValue()).isEqualTo("io.conclave.any");
        assertThat(entry.required("formattedMessage").textValue()).isEqualTo("It says " + FORGED);
        assertThat(entry.required("mdc").required("trace_id").textValue())
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(keyed(entry, "decision")).isEqualTo("BTC-USD@1");
        assertThat(entry.required("throwable").required("message").textValue()).isEqualTo("broken\r\noff");
    }

    @Test
    void asTextNobodyElsesWordsLookLikeAnEntryOfTheirOwn() {
        apply("conclave.log { format = text, level = info }");

        logback.getLogger("io.conclave.any").warn("It says {}", FORGED);

        assertThat(lines()).hasSize(1);
        assertThat(lines().getFirst()).contains("It says first | 12:00:00.000 ERROR");
    }

    @Test
    void decisionsAreToldToProgramsAlwaysAndToPeopleWhoAskForAll() {
        apply("conclave.log { format = text, level = info }");
        logback.getLogger(Log.DECISIONS).info("one");
        assertThat(lines()).isEmpty();

        apply("conclave.log { format = text, level = debug }");
        logback.getLogger(Log.DECISIONS).info("two");
        assertThat(lines()).hasSize(1);

        apply("conclave.log { format = json, level = info }");
        logback.getLogger(Log.DECISIONS).info("three");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void theLevelIsThatOfOurOwnWords() {
        apply("conclave.log { format = text, level = error }");
        logback.getLogger("io.conclave.any").warn("no");
        logback.getLogger("org.other").warn("yes");

        assertThat(lines()).singleElement().asString().endsWith("yes");
        assertThat(logback.getLogger("io.conclave").getLevel()).isEqualTo(Level.ERROR);
    }

    @Test
    void whatThereIsNotIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> LogSettings.from(settings("conclave.log.format = xml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conclave.log.format must be one of [text, json], not \"xml\"");
        assertThatThrownBy(() -> LogSettings.from(settings("conclave.log.level = loud")))
                .hasMessage("conclave.log.level must be one of [error, warn, info, debug, trace], not \"loud\"");
    }

    private static Config settings(String text) {
        return ConfigFactory.parseString(text).withFallback(ConfigFactory.load());
    }

    private void apply(String text) {
        Log.apply(LogSettings.from(settings(text)), logback);
        if (logback.getLogger("ROOT").getAppender("stderr") instanceof ConsoleAppender<ILoggingEvent> console) {
            console.setOutputStream(written);
        }
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static String keyed(JsonNode entry, String key) {
        for (var pair : entry.required("kvpList")) {
            if (pair.has(key)) {
                return pair.required(key).textValue();
            }
        }
        throw new AssertionError("no " + key + " in " + entry);
    }
}
