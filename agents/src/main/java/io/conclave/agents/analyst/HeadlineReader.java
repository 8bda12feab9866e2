package io.conclave.agents.analyst;

import io.conclave.agents.Opinion;
import io.conclave.agents.Reasoning;
import io.conclave.agents.analyst.encoder.SentenceEncoder;
import io.conclave.agents.analyst.sentiment.SentimentHead;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Weighs headlines: the sentiment of what was found, by relevance and age, in this process.
 *
 * <p>Good news leans UP, bad news DOWN, neutral news says nothing. How far the forecast leaves the uniform one grows with
 * how much fresh news there is, and never past {@code max-confidence}: no headline, however loud, moves it further.
 */
final class HeadlineReader implements AnalystMind.Reader {
    private final double maxConfidence;
    private final Library library;
    private final SentimentHead head;
    private final Pattern names;

    /**
     * @param names what the instrument is called in headlines, not empty
     */
    HeadlineReader(double maxConfidence, Library library, SentimentHead head, List<String> names) {
        this.maxConfidence = maxConfidence;
        this.library = library;
        this.head = head;
        this.names = wholeWords(names);
    }

    /** Names encoder and head: {@code all-minilm-l6-v2-q@afdb6f1a0e45+sentiment@…}. */
    @Override
    public String modelId() {
        return SentenceEncoder.id() + "+sentiment@" + head.id();
    }

    @Override
    public CompletionStage<Opinion> apply(AnalystMind.Reading reading) {
        double good = 0;
        double bad = 0;
        double mass = 0;
        for (var found : reading.found()) {
            var sentiment = head.judge(library.vector(masked(found.item().headline())));
            good += found.weight() * sentiment.positive();
            bad += found.weight() * sentiment.negative();
            mass += found.weight();
        }
        double confidence = maxConfidence * mass / (1 + mass);
        double up = confidence * good / mass;
        double down = confidence * bad / mass;
        double rest = (1 - up - down) / 3;
        var ids = reading.found().stream().map(found -> found.item().id()).toList();
        var opinion = Opinion.of(new Ballot.Cast(Forecast.of(down + rest, rest, up + rest)), ids, modelId());
        var sums = Map.of("good_news", good, "bad_news", bad, "all_news", mass, "confidence", confidence);
        return CompletableFuture.completedStage(opinion.because(Reasoning.of(Map.of(), sums)));
    }

    /** The head learned from headlines whose subject reads "it": no name is good or bad news by itself. */
    private String masked(String headline) {
        return names.matcher(headline).replaceAll("it");
    }

    private static Pattern wholeWords(List<String> names) {
        String any = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}])(?:" + any + ")(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
