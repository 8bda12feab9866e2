package io.conclave.trainer.sentiment;

import io.conclave.agents.analyst.encoder.SentenceEncoder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains the analyst's sentiment head and says how good it is.
 *
 * <p>A fifth of the headlines is laid aside first. On the rest, five-fold cross-validation compares the
 * {@link Features} and penalties; all rows of a headline stay in one fold. The head that ships uses {@link #SHIPPED} with
 * the penalty that did best in the folds; it is measured on the fifth, then fitted on everything. Same rows, same kind of
 * processor: same head.
 *
 * <pre>SentimentTrainer sentfin_entity_sentiment.csv.gz OUT_DIR</pre>
 *
 * Writes {@code sentiment-head.json}; the measurements go to standard output.
 */
public final class SentimentTrainer {
    /** The smallest head within one standard error of the best in the folds; the analyst masks names the same way. */
    static final Features SHIPPED = Features.MASKED_MEAN;

    private static final List<Double> PENALTIES = List.of(1e-5, 1e-4, 1e-3);

    private final PrintStream out;

    private SentimentTrainer(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("Usage: SentimentTrainer sentfin_entity_sentiment.csv.gz OUT_DIR");
            System.exit(2);
        }
        new SentimentTrainer(System.out).train(Path.of(args[0]), Path.of(args[1]));
    }

    private void train(Path data, Path directory) throws IOException {
        var rows = LabelledReader.read(data);
        var train = rows.stream().filter(row -> !row.laidAside()).toList();
        var test = rows.stream().filter(Labelled::laidAside).toList();
        Map<Labelled, float[]> shipped = Map.of();
        double penalty = PENALTIES.getFirst();
        for (var entry : encodeAll(rows).entrySet()) {
            double best = compare(train, entry.getKey(), entry.getValue());
            if (entry.getKey() == SHIPPED) {
                shipped = entry.getValue();
                penalty = best;
            }
        }
        var validation = new Validation(shipped, penalty);
        out.println("majority, laid aside: " + Validation.majority(train, test));
        out.println(SHIPPED + ", laid aside: " + validation.score(train, test));
        out.println(SHIPPED + ", folds of all: " + validation.folds(rows));
        Files.createDirectories(directory);
        var head = HeadWriter.json(validation.fit(rows), rows.size());
        Files.writeString(directory.resolve("sentiment-head.json"), head);
    }

    private static Map<Features, Map<Labelled, float[]>> encodeAll(List<Labelled> rows) {
        Map<Features, Map<Labelled, float[]>> vectors = new EnumMap<>(Features.class);
        try (var encoder = SentenceEncoder.open()) {
            for (var features : Features.values()) {
                vectors.put(features, features.ofAll(encoder, rows));
            }
        }
        return vectors;
    }

    /** Prints each penalty's folds; answers the penalty with the best macro-F1. */
    private double compare(List<Labelled> train, Features features, Map<Labelled, float[]> vectors) {
        double best = PENALTIES.getFirst();
        double bestF1 = -1;
        for (double l2 : PENALTIES) {
            var score = new Validation(vectors, l2).folds(train);
            out.printf(Locale.ROOT, "%s, l2 %.0e, folds: %s%n", features, l2, score);
            if (score.macroF1() > bestF1) {
                bestF1 = score.macroF1();
                best = l2;
            }
        }
        return best;
    }
}
