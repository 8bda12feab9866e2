package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.tape.BarStamp;
import io.conclave.persistence.tape.TapeReader;
import io.conclave.persistence.tape.WrittenDay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a file of bars or trades is read, and which part of it counts. */
final class TapeOptions {
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    @Option(names = "--interval", paramLabel = "15m", description = "length of a bar and of a decision")
    private @Nullable String interval;

    @Option(
            names = "--bar-stamp",
            defaultValue = "close",
            description = "which end of a bar its timestamp is: ${COMPLETION-CANDIDATES}")
    private BarStamp stamp = BarStamp.CLOSE;

    @Option(names = "--skip-bad", description = "count bad rows and leave them out instead of stopping")
    private boolean skipBad;

    @Option(
            names = "--from",
            paramLabel = "T",
            description = "first decision: a day or a moment, UTC; what lies before is history to learn from")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "T", description = "end of the tape")
    private @Nullable String to;

    /** Refuses first what is wrong with the options, before anything is said of the data. */
    TapeReader reader(Instrument instrument) {
        long from = fromNanos();
        long to = toNanos();
        if (from > to) {
            throw new IllegalArgumentException("--from must not lie after --to");
        }
        var reader = TapeReader.of(instrument).withStamp(stamp);
        if (interval != null) {
            reader = reader.withInterval(duration(interval));
        }
        return skipBad ? reader.skippingBad() : reader;
    }

    Duration intervalOr(Duration otherwise) {
        return interval == null ? otherwise : duration(interval);
    }

    boolean beginsLater() {
        return from != null;
    }

    /** Epoch nanoseconds; before everything if none was given. */
    long fromNanos() {
        return from == null ? Long.MIN_VALUE : nanos("--from", from);
    }

    /** Epoch nanoseconds; after everything if none was given. */
    long toNanos() {
        return to == null ? Long.MAX_VALUE : nanos("--to", to);
    }

    /**
     * Whether a bar comes before {@code --from}: it began before that day, or closes before that moment.
     */
    boolean isBeforeFrom(Bar bar) {
        return from != null && (WrittenDay.isIn(from) ? bar.openNanos() < fromNanos() : bar.closeNanos() < fromNanos());
    }

    /** Whether a bar comes after {@code --to}: it began after that day, or closes after that moment. */
    boolean isAfterTo(Bar bar) {
        return to != null
                && (WrittenDay.isIn(to) ? bar.openNanos() - DAY_NANOS >= toNanos() : bar.closeNanos() > toNanos());
    }

    /** The terms that {@code conclave.instruments} states, or those of a symbol it does not know. */
    static Instrument instrument(Symbol symbol, Config config) {
        var known = config.getConfig("conclave.instruments");
        var path = "\"" + symbol + "\"";
        var terms = known.hasPath(path)
                ? known.getConfig(path).withFallback(known.getConfig("default"))
                : known.getConfig("default");
        return new Instrument(
                symbol,
                Price.of(terms.getString("tick")),
                Quantity.of(terms.getString("lot")),
                Money.of(terms.getString("min-notional")),
                terms.getString("currency"));
    }

    /** What a file's name says of its symbol. */
    static String named(Path file) {
        return String.valueOf(file.getFileName()).split("[_.]", -1)[0].toUpperCase(Locale.ROOT);
    }

    private static Duration duration(String text) {
        try {
            var upper = text.toUpperCase(Locale.ROOT);
            return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("--interval must look like 15m, 1h or 1d, not " + text, e);
        }
    }

    private static long nanos(String option, String text) {
        try {
            var moment = WrittenDay.isIn(text)
                    ? WrittenDay.of(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
            return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), 1_000_000_000L), moment.getNano());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    option + " must be a day or a moment in UTC, like 2013-11-29 or 2013-11-29T12:00:00Z, not " + text,
                    e);
        }
    }
}
