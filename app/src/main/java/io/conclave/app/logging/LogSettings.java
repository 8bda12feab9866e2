package io.conclave.app.logging;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * How the log is written: {@code conclave.log}.
 *
 * @param level from which on our own words are written; libraries' are written from warnings on
 */
public record LogSettings(Format format, Level level) {
    /** For people, or for programs: a line of JSON each. */
    public enum Format {
        TEXT,
        JSON
    }

    /** @throws IllegalArgumentException if there is no such format or level; the message names those there are */
    public static LogSettings from(Config settings) {
        var log = settings.getConfig("conclave.log");
        return new LogSettings(
                one(Format.class, "format", log.getString("format")),
                one(Level.class, "level", log.getString("level")));
    }

    private static <E extends Enum<E>> E one(Class<E> of, String key, String said) {
        var all = of.getEnumConstants();
        Optional<E> meant = Arrays.stream(all)
                .filter(each -> each.name().equals(said.toUpperCase(Locale.ROOT)))
                .findFirst();
        return meant.orElseThrow(() -> new IllegalArgumentException("conclave.log." + key + " must be one of "
                + Arrays.toString(all).toLowerCase(Locale.ROOT) + ", not \"" + said + "\""));
    }
}
