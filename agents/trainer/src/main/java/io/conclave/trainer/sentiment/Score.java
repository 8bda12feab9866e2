package io.conclave.trainer.sentiment;

import java.util.Locale;

/** How often a classifier of three classes was right: a confusion matrix and what is read off it. */
final class Score {
    /** Negative, neutral, positive. */
    static final int CLASSES = 3;

    private final int[][] counts = new int[CLASSES][CLASSES];

    void add(int truth, int said) {
        counts[truth][said]++;
    }

    void add(Score other) {
        for (int t = 0; t < CLASSES; t++) {
            for (int s = 0; s < CLASSES; s++) {
                counts[t][s] += other.counts[t][s];
            }
        }
    }

    int rows() {
        int rows = 0;
        for (int[] row : counts) {
            for (int n : row) {
                rows += n;
            }
        }
        return rows;
    }

    /** Share of right answers. */
    double accuracy() {
        int right = 0;
        for (int k = 0; k < CLASSES; k++) {
            right += counts[k][k];
        }
        return right / (double) rows();
    }

    /** Mean over the classes of the harmonic mean of precision and recall; a class never met counts zero. */
    double macroF1() {
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            int truth = 0;
            int said = 0;
            for (int j = 0; j < CLASSES; j++) {
                truth += counts[k][j];
                said += counts[j][k];
            }
            sum += truth + said == 0 ? 0 : 2.0 * counts[k][k] / (truth + said);
        }
        return sum / CLASSES;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "accuracy %.4f, macro-F1 %.4f, rows %d", accuracy(), macroF1(), rows());
    }
}
