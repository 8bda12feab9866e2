package io.conclave.app.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conclave.app.sweep.Grid;
import io.conclave.app.sweep.RowOrder;
import io.conclave.app.sweep.StrategyName;
import io.conclave.nativerisk.TradingPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside asks for: names of files, never paths, and values that become arguments of one command each.
 */
sealed interface JobRequest {
    /** What ships with the engine. */
    String BUNDLED = "demo";

    /** The arguments of {@code ./conclave}, the command first. */
    List<String> arguments(JobSettings settings, Path folder);

    /** How many pieces it is cut into; 1 for what stays whole. */
    default int pieces() {
        return 1;
    }

    /**
     * A sweep as {@code ./conclave sweep} does it.
     *
     * @param data a file's name, or {@code demo}
     */
    record Sweep(
            @Nullable String data,
            @Nullable String strategy,
            @Nullable String grid,
            @Nullable String from,
            @Nullable String to,
            @Nullable String interval,
            @Nullable Integer costBps,
            @Nullable Boolean longShort,
            @Nullable Integer top)
            implements JobRequest {
        @Override
        public List<String> arguments(JobSettings settings, Path folder) {
            var arguments = new Arguments("sweep");
            arguments.add("--data", required("data", fileOf(settings, data)));
            arguments.add("--strategy", required("strategy", strategy));
            arguments.add("--grid", required("grid", grid));
            arguments.add("--from", from);
            arguments.add("--to", to);
            arguments.add("--interval", interval);
            arguments.add("--cost-bps", costBps);
            arguments.add("--top", top);
            if (Boolean.TRUE.equals(longShort)) {
                arguments.add("--long-short");
            }
            return arguments.list();
        }

        @Override
        public int pieces() {
            try {
                var name = StrategyName.of(strategy == null ? "" : strategy);
                var values = Grid.parse("--grid", grid == null ? "" : grid);
                name.check("--grid", values);
                var sides = Boolean.TRUE.equals(longShort) ? TradingPlan.Sides.LONG_SHORT : TradingPlan.Sides.LONG_ONLY;
                return RowOrder.of(name, sides, values).pieces();
            } catch (IllegalArgumentException e) {
                // The command says in its own words why there is nothing to sweep.
                return 1;
            }
        }
    }

    /**
     * A backtest of the whole federation as {@code ./conclave backtest} does it.
     *
     * @param data a file's name
     * @param news a file's name; absent for none
     */
    record Backtest(
            @Nullable String data,
            @Nullable String instrument,
            @Nullable String news,
            @Nullable String from,
            @Nullable String to,
            @Nullable String interval,
            @Nullable Integer costBps,
            @Nullable Long seed)
            implements JobRequest {
        @Override
        public List<String> arguments(JobSettings settings, Path folder) {
            var arguments = new Arguments("backtest");
            arguments.add("--data", required("data", fileOf(settings, data)));
            arguments.add("--instrument", instrument);
            arguments.add("--news", fileOf(settings, news));
            arguments.add("--from", from);
            arguments.add("--to", to);
            arguments.add("--interval", interval);
            arguments.add("--cost-bps", costBps);
            arguments.add("--seed", seed);
            arguments.add("--out", folder.resolve("report"));
            return arguments.list();
        }
    }

    /** {@code --name=value}, so that no value can pass for an option. */
    final class Arguments {
        private final List<String> list = new ArrayList<>();

        Arguments(String command) {
            list.add(command);
            list.add("--json");
        }

        void add(String name, @Nullable Object value) {
            if (value != null) {
                list.add(name + "=" + value);
            }
        }

        void add(String flag) {
            list.add(flag);
        }

        List<String> list() {
            return List.copyOf(list);
        }
    }

    /**
     * Reads a request.
     *
     * @param kind {@code sweep} or {@code backtest}
     * @throws BadJobException if it is none; it names the field
     */
    static JobRequest parse(String kind, String json) {
        var type = switch (kind) {
            case "sweep" -> Sweep.class;
            case "backtest" -> Backtest.class;
            default -> throw new BadJobException("kind", "\"" + kind + "\" is no kind of job: sweep or backtest");
        };
        try {
            var read = Json.READER.readValue(json, type);
            if (read == null) {
                throw new BadJobException("", "A job is a JSON object");
            }
            return read;
        } catch (JsonMappingException e) {
            var field = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "" : step.getFieldName())
                    .collect(Collectors.joining("."));
            throw new BadJobException(field, field.isEmpty() ? "A job is a JSON object" : field + " is not understood");
        } catch (JsonProcessingException e) {
            throw new BadJobException("", "The body is no JSON");
        }
    }

    /** How requests are read; a name that is not known is refused. */
    final class Json {
        private static final JsonMapper READER = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private Json() {}
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new BadJobException(field, field + " is missing");
        }
        return value;
    }

    private static @Nullable String fileOf(JobSettings settings, @Nullable String name) {
        if (name == null || name.equals(BUNDLED)) {
            return name;
        }
        if (!FileName.SHAPE.matcher(name).matches()) {
            throw new BadJobException(
                    "data", "\"" + name + "\" is no file's name: letters, digits, dot, dash, underscore");
        }
        var file = settings.data().resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new BadJobException("data", "There is no data called " + name + "; an operator puts it there");
        }
        return file.toString();
    }

    /** What a file may be called: nothing that leaves its folder. */
    final class FileName {
        private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

        private FileName() {}
    }
}
