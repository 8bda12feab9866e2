package io.conclave.app.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conclave.agents.analyst.encoder.SentenceEncoder;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.Database;
import io.conclave.persistence.news.Meaning;
import io.conclave.persistence.news.NewsSearch;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds stored news by what it means, as it was known at a moment. */
@Command(
        name = "news",
        description = "Finds stored news by what it means, as it was known at a moment.",
        mixinStandardHelpOptions = true)
public final class NewsCommand implements Callable<Integer> {
    /** Items without a vector that are given one first: some seconds. */
    private static final int EMBED_FIRST = 500;

    /** What a terminal might obey, and what turns text around: headlines are strangers' words. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}]");

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "WORDS", description = "what the news is to be about")
    private String words = "";

    @Option(
            names = "--as-of",
            paramLabel = "T",
            description = "only what was known then, ISO-8601 UTC; now if not given")
    private @Nullable String asOf;

    @Option(names = "--symbol", paramLabel = "S", description = "only what concerns this instrument")
    private @Nullable String symbol;

    @Option(names = "--top", paramLabel = "N", defaultValue = "10", description = "how many at most, 1 to 200")
    private int top = 10;

    @Option(
            names = "--run",
            paramLabel = "RUN|DIR",
            description =
                    "whose embedded journal holds the news, the newest run's if none is named; on a server all news is one")
    private @Nullable String run;

    @Mixin
    private ReadOptions options = new ReadOptions();

    /** What {@code --json} prints for each. */
    record Line(
            String id,
            double similarity,
            @JsonProperty("published_at") String publishedAt,
            @JsonProperty("ingested_at") String ingestedAt,
            String source,
            String headline,
            List<String> symbols) {}

    @Override
    public Integer call() {
        var among = new NewsSearch.Among(
                asOf == null ? Long.MAX_VALUE : nanos(asOf),
                Optional.ofNullable(symbol).map(Symbol::new),
                top);
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settingsOnServices(Map.of());
        // A server's news is one store for all runs; what is embedded lies in the folder of its run.
        var journal = RunFolder.journal(run, config);
        var models = config.getString("conclave.analyst.model-dir");
        try (var database = Database.open(journal);
                var encoder = models.isBlank() ? SentenceEncoder.open() : SentenceEncoder.open(Path.of(models))) {
            var meaning = new Meaning(SentenceEncoder.id(), encoder::encode);
            int embedded = database.newsEmbedder(meaning).embed(EMBED_FIRST);
            if (embedded == EMBED_FIRST) {
                screen.say(
                        "More news waits to be read for its meaning and is not found yet; ask again, or let it run on.");
            }
            var hits = database.newsSearch(meaning).nearest(words, among);
            if (options.json()) {
                screen.print(Screen.json(hits.stream().map(NewsCommand::line).toList()));
            } else if (hits.isEmpty()) {
                screen.say("Nothing is known of that in the news at " + journal.place()
                        + (asOf == null ? "" : " as of " + asOf));
            } else {
                hits.forEach(hit -> screen.print(told(line(hit))));
            }
            return 0;
        }
    }

    private static Line line(NewsSearch.Hit hit) {
        var item = hit.item();
        return new Line(
                item.id(),
                hit.similarity(),
                instant(item.publishedNanos()),
                instant(item.ingestedNanos()),
                item.source(),
                item.headline(),
                item.symbols().stream().map(Symbol::name).toList());
    }

    private static String told(Line line) {
        var text = "%.3f  %s  %s  %s (%s)"
                .formatted(
                        line.similarity(),
                        line.ingestedAt(),
                        String.join(" ", line.symbols()),
                        line.headline(),
                        line.source());
        return UNSEEN.matcher(text).replaceAll("");
    }

    private static String instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos).toString();
    }

    private static long nanos(String text) {
        try {
            var instant = Instant.parse(text);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "--as-of must be a time like 2013-11-27T23:59:00Z, not \"" + text + "\"", e);
        }
    }
}
