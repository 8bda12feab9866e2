package io.conclave.http;

import io.conclave.domain.market.Symbol;
import io.conclave.http.port.Span;
import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import io.conclave.http.view.Instants;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * The parameters of a request, read strictly: an unknown or unreadable one is answered with its name, never ignored.
 *
 * <p>Times are ISO-8601 with an offset, or epoch seconds, milliseconds or nanoseconds, told apart by their length.
 */
final class Query {
    private static final Pattern DIGITS = Pattern.compile("\\d{1,19}");

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the query of a request that may have these parameters and no others. */
    static Query of(HttpRequest request, Set<String> known) {
        var values = request.getUri().query().toMap();
        if (request.getUri().query().toMultiMap().values().stream().anyMatch(v -> v.size() > 1)) {
            throw new ProblemException(
                    Problem.of(400, "Bad request", "repeated_parameter", "Give each parameter once."));
        }
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new ProblemException(new Problem(
                        "urn:conclave:problem:unknown_parameter",
                        "Bad request",
                        400,
                        "There is no such parameter here; there are: "
                                + String.join(", ", known.stream().sorted().toList()) + ".",
                        "unknown_parameter",
                        name));
            }
        }
        return new Query(values);
    }

    Optional<Symbol> symbol() {
        return read("symbol", Symbol::new);
    }

    Symbol requiredSymbol() {
        return symbol().orElseThrow(() -> invalid("symbol", "Say which instrument: ?symbol=BTC-USD."));
    }

    /** {@code from}, {@code to} and {@code limit}. */
    Span span(int defaultLimit, int maxLimit) {
        long from = read("from", Query::nanos).orElse(Long.MIN_VALUE);
        long to = read("to", Query::nanos).orElse(Long.MAX_VALUE);
        if (from >= to) {
            throw invalid("to", "The end must come after the beginning.");
        }
        return new Span(from, to, whole("limit", defaultLimit, 1, maxLimit));
    }

    int whole(String name, int otherwise, int least, int most) {
        int value = read(name, Integer::valueOf).orElse(otherwise);
        if (value < least || value > most) {
            throw invalid(name, "Must lie in " + least + " to " + most + ".");
        }
        return value;
    }

    /** The place in a list that the last page ended with. */
    Optional<Long> place() {
        return read("page", Long::valueOf);
    }

    /** A text that must be there, and mean something. */
    <T> T required(String name, Function<String, T> reader) {
        return read(name, reader).orElseThrow(() -> invalid(name, "Must be there."));
    }

    <T> Optional<T> read(String name, Function<String, T> reader) {
        var text = values.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(text));
        } catch (NumberFormatException e) {
            throw invalid(name, "Must be a whole number.");
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw invalid(name, String.valueOf(e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException if it is no time, or none within three centuries of ours */
    static long nanos(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return Instants.toNanos(instant(text));
        }
        long number = Long.parseLong(text);
        return switch (text.length()) {
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> Math.multiplyExact(number, 1_000_000_000L);
            case 12, 13, 14 -> Math.multiplyExact(number, 1_000_000L);
            default -> number;
        };
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "Must be a time such as 2013-11-29T12:00:00Z, or epoch seconds, milliseconds or nanoseconds.", e);
        }
    }

    static ProblemException invalid(String field, String detail) {
        return new ProblemException(Problem.invalid(field, detail));
    }
}
