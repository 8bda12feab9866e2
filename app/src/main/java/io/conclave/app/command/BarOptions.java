package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.app.sweep.Bars;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.nativerisk.PriceSeries;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.persistence.tape.Recording;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One instrument's bars from one file, for what runs strategies over them. */
final class BarOptions {
    private static final String DEMO = "demo";
    private static final Duration DEMO_INTERVAL = Duration.ofMinutes(15);

    @Option(
            names = "--data",
            paramLabel = "F",
            required = true,
            description =
                    "CSV or CSV.gz: timestamp,open,high,low,close,volume or timestamp,price,amount; the word demo stands"
                            + " for the demo's week of bitcoin")
    private Path data = Path.of(DEMO);

    @Option(
            names = "--instrument",
            paramLabel = "S",
            description = "the symbol; the file's name up to _ or . if not given")
    private @Nullable String instrument;

    @Mixin
    private TapeOptions reading = new TapeOptions();

    /**
     * The bars of the days from {@code --from} to {@code --to}, both included, or of the moments between; those before fill
     * averages unless it is a cold start.
     *
     * @param adjust what is made of each bar first
     * @param notices told what a person should hear of the file
     */
    Bars read(Config config, boolean cold, UnaryOperator<Bar> adjust, Consumer<String> notices) {
        var symbol = symbol();
        var recording = recording(symbol, config);
        recording.report().notices().forEach(notices);
        var all = recording.tape().bars(symbol, Long.MAX_VALUE, Integer.MAX_VALUE);
        int first = (int) all.stream().takeWhile(reading::isBeforeFrom).count();
        var until = all.subList(0, all.size() - after(all));
        if (until.size() - first < 2) {
            throw new IllegalArgumentException("From --from to --to there are " + Math.max(0, until.size() - first)
                    + " bars of " + symbol + "; 2 or more can be traded");
        }
        var bars = until.subList(cold ? first : 0, until.size()).stream()
                .map(adjust)
                .toList();
        return new Bars(
                data.toString(),
                symbol.name(),
                PriceSeries.of(bars),
                recording.report().barLength(),
                cold ? 0 : first,
                until.get(first).closeNanos(),
                until.getLast().closeNanos());
    }

    private int after(List<Bar> bars) {
        int after = 0;
        while (after < bars.size() && reading.isAfterTo(bars.get(bars.size() - 1 - after))) {
            after++;
        }
        return after;
    }

    private Symbol symbol() {
        if (instrument != null) {
            return new Symbol(instrument);
        }
        return isDemo() ? BitstampTape.BTC_USD.symbol() : new Symbol(TapeOptions.named(data));
    }

    private boolean isDemo() {
        return data.toString().equals(DEMO);
    }

    private Recording recording(Symbol symbol, Config config) {
        return isDemo()
                ? BitstampTape.read(reading.intervalOr(DEMO_INTERVAL))
                : reading.reader(TapeOptions.instrument(symbol, config)).read(data);
    }
}
