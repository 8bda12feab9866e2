package io.conclave.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log written as the settings say. Until it is told, that is what {@code logback.xml} says: text, on stderr.
 *
 * <p>As JSON each entry is one line, whatever is in it: quotes, line ends and control characters are escaped. Who reads finds
 * {@code timestamp} (epoch ms), {@code level}, {@code loggerName}, {@code formattedMessage}, {@code mdc}, {@code kvpList} and {@code
 * throwable}.
 */
public final class Log {
    /** Told once a decision, so that with text people see them only when they ask for all. */
    public static final String DECISIONS = "io.conclave.decisions";

    private static final String APPENDER = "stderr";

    private Log() {}

    /** From now on. */
    public static void apply(LogSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            apply(settings, logback);
        }
    }

    /** A log that is not ours to write (a test's) is left alone. */
    static void apply(LogSettings settings, LoggerContext logback) {
        if (logback.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
                instanceof ConsoleAppender<ILoggingEvent> console) {
            var level = Level.convertAnSLF4JLevel(settings.level());
            boolean json = settings.format() == LogSettings.Format.JSON;
            logback.getLogger("io.conclave").setLevel(level);
            if (json || level.toInt() < Level.INFO_INT) {
                logback.getLogger(DECISIONS).setLevel(level);
            }
            if (json) {
                writeJson(logback, console);
            }
        }
    }

    private static void writeJson(LoggerContext logback, ConsoleAppender<ILoggingEvent> console) {
        if (console.getEncoder() instanceof JsonEncoder) {
            return;
        }
        var encoder = new JsonEncoder();
        encoder.setContext(logback);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.start();
        console.setEncoder(encoder);
    }
}
