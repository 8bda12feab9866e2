package io.conclave.trainer.sentiment;

import java.util.List;
import java.util.Map;

/**
 * Fits on some rows and tests on others.
 *
 * @param vectors what the head sees of each row
 * @param l2 the penalty, as {@link SoftmaxRegression} takes it
 */
record Validation(Map<Labelled, float[]> vectors, double l2) {
    private static final int FOLDS = 5;

    /** Five folds, each tested by a head fitted on the other four; all answers in one count. */
    Score folds(List<Labelled> rows) {
        var total = new Score();
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            var learn = rows.stream().filter(row -> fold(row) != held).toList();
            var check = rows.stream().filter(row -> fold(row) == held).toList();
            total.add(score(learn, check));
        }
        return total;
    }

    Score score(List<Labelled> learn, List<Labelled> check) {
        var model = fit(learn);
        var score = new Score();
        for (var row : check) {
            score.add(row.label(), model.predict(vector(row)));
        }
        return score;
    }

    SoftmaxRegression fit(List<Labelled> learn) {
        float[][] x = learn.stream().map(this::vector).toArray(float[][]::new);
        int[] y = learn.stream().mapToInt(Labelled::label).toArray();
        return SoftmaxRegression.fit(x, y, l2);
    }

    /** What one gets who always says the commonest label. */
    static Score majority(List<Labelled> learn, List<Labelled> check) {
        int[] counts = new int[Score.CLASSES];
        learn.forEach(row -> counts[row.label()]++);
        int most = counts[0] >= counts[1] ? 0 : 1;
        int commonest = counts[most] >= counts[2] ? most : 2;
        var score = new Score();
        check.forEach(row -> score.add(row.label(), commonest));
        return score;
    }

    private static int fold(Labelled row) {
        return row.part("fold", FOLDS);
    }

    private float[] vector(Labelled row) {
        var vector = vectors.get(row);
        if (vector == null) {
            throw new IllegalStateException("No vector was made of \"" + row.headline() + "\"");
        }
        return vector;
    }
}
