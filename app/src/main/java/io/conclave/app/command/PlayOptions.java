package io.conclave.app.command;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.persistence.tape.Recording;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A recording that is published as if it happened now. */
final class PlayOptions {
    @Option(
            names = {"--play", "--data"},
            paramLabel = "F",
            arity = "1..*",
            description = "CSV or CSV.gz of bars or trades, one instrument a file")
    private List<Path> data = new ArrayList<>();

    @Option(
            names = "--instrument",
            paramLabel = "S",
            description = "the symbol of each file, in their order; the file's name up to _ or . if not given")
    private List<String> instruments = new ArrayList<>();

    @Option(names = "--news", paramLabel = "F", description = "CSV of news")
    private List<Path> news = new ArrayList<>();

    @Option(names = "--bundled", description = "the demo's week of bitcoin, with its news")
    private boolean bundled;

    @Option(
            names = "--speed",
            paramLabel = "max|X",
            defaultValue = "max",
            description = "how many times faster than the market was; max for as fast as it is taken")
    private String speed = "max";

    @Mixin
    private TapeOptions reading = new TapeOptions();

    boolean isGiven() {
        return bundled || !data.isEmpty();
    }

    /** Reads it, ready to be published. */
    Playing read(Config config, Consumer<String> notices) {
        if (bundled && !data.isEmpty()) {
            throw new IllegalArgumentException("Give a file or --bundled, not both");
        }
        double times = Speed.times(speed);
        if (bundled) {
            var recording = BitstampTape.read(interval(config));
            recording.report().notices().forEach(notices);
            return new Playing(
                    recording.tape(),
                    NewsArchive.bitcoin2013(),
                    symbol -> recording.report().source(),
                    times);
        }
        var recordings = recordings(config);
        recordings.forEach(recording -> recording.report().notices().forEach(notices));
        var tapes = recordings.stream().map(Recording::tape).toList();
        return new Playing(
                tapes.size() == 1 ? tapes.getFirst() : RecordedTape.joined(tapes),
                news.isEmpty() ? NewsArchive.of(List.of()) : NewsArchive.read(news),
                sources(recordings),
                times);
    }

    private List<Recording> recordings(Config config) {
        if (!instruments.isEmpty() && instruments.size() != data.size()) {
            throw new IllegalArgumentException(
                    "--instrument must be given once for each file: " + instruments.size() + " for " + data.size());
        }
        var recordings = new ArrayList<Recording>();
        for (int i = 0; i < data.size(); i++) {
            var symbol = new Symbol(instruments.isEmpty() ? TapeOptions.named(data.get(i)) : instruments.get(i));
            recordings.add(reading.reader(TapeOptions.instrument(symbol, config))
                    .withInterval(interval(config))
                    .read(data.get(i)));
        }
        return recordings;
    }

    private Duration interval(Config config) {
        return reading.intervalOr(config.getDuration("conclave.run.interval"));
    }

    /** Trades are known by the file they are from, as they are to {@code import}. */
    private static Function<Symbol, String> sources(List<Recording> recordings) {
        var sources = new TreeMap<Symbol, String>();
        for (var recording : recordings) {
            for (var symbol : recording.tape().symbols()) {
                sources.put(symbol, recording.report().source());
            }
        }
        return symbol -> requireNonNull(sources.get(symbol), "no file of this symbol is played");
    }

    /** What is to be played. */
    record Playing(RecordedTape tape, NewsWire news, Function<Symbol, String> sources, double speed) {
        /** @return bars published */
        int on(Bus bus, Consumer<String> trouble) throws InterruptedException {
            return new Player(bus, tape, news, sources, trouble).play(speed);
        }
    }
}
