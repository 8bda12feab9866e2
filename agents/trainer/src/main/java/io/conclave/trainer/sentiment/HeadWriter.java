package io.conclave.trainer.sentiment;

import io.conclave.agents.analyst.encoder.SentenceEncoder;
import java.util.Locale;
import java.util.StringJoiner;

/** Puts a fitted head out as the JSON the analyst reads: five significant digits, a few kilobytes. */
final class HeadWriter {
    private HeadWriter() {}

    /**
     * @param rows how many rows it was fitted on, for whoever opens the file
     */
    static String json(SoftmaxRegression model, int rows) {
        var weights = new StringJoiner(",\n    ", "[\n    ", "\n  ]");
        var bias = new StringJoiner(", ", "[", "]");
        for (int label = 0; label < Score.CLASSES; label++) {
            var row = new StringJoiner(", ", "[", "]");
            for (int j = 0; j < SentenceEncoder.DIMENSION; j++) {
                row.add(number(model.weight(label, j)));
            }
            weights.add(row.toString());
            bias.add(number(model.bias(label)));
        }
        return """
                {
                  "encoder": "%s",
                  "classes": ["negative", "neutral", "positive"],
                  "features": "mean, the subject's name masked by the word it",
                  "rows": %d,
                  "bias": %s,
                  "weights": %s
                }
                """.formatted(SentenceEncoder.id(), rows, bias, weights);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.5g", value);
    }
}
