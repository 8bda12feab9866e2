package io.conclave.trainer.quant;

import java.util.List;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.IObjective;

/**
 * Log loss of a prior tilted by trees: p is in proportion to prior times exp(margin).
 *
 * <p>Written out here because the library's Java face takes no base margin when there are more than two classes. A
 * constant added to all margins of a row, as the library does with its base score, changes nothing.
 */
final class TiltedSoftmax implements IObjective {
    private static final long serialVersionUID = 1;

    private final int classes;
    private final double[] prior;
    private final float[] labels;
    private final float[] weights;

    TiltedSoftmax(TrainingFile file) {
        classes = file.classes();
        prior = file.prior();
        labels = file.labels();
        weights = file.weights();
    }

    /** First and second derivative by each margin, weighted; the second doubled, as the library's own softmax does. */
    @Override
    public List<float[]> getGradient(float[][] margins, DMatrix rows) {
        float[] gradient = new float[margins.length * classes];
        float[] curvature = new float[gradient.length];
        for (int row = 0; row < margins.length; row++) {
            double[] p = probabilities(margins[row]);
            for (int k = 0; k < classes; k++) {
                int cell = row * classes + k;
                gradient[cell] = (float) (weights[row] * (p[k] - (labels[row] == k ? 1 : 0)));
                curvature[cell] = (float) Math.max(1e-16, weights[row] * 2 * p[k] * (1 - p[k]));
            }
        }
        return List.of(gradient, curvature);
    }

    /** Weighted mean over the rows, nats a row. */
    double logLoss(float[][] margins) {
        double loss = 0;
        double weight = 0;
        for (int row = 0; row < margins.length; row++) {
            loss -= weights[row] * StrictMath.log(probabilities(margins[row])[(int) labels[row]]);
            weight += weights[row];
        }
        return loss / weight;
    }

    private double[] probabilities(float[] margins) {
        double top = margins[0];
        for (float margin : margins) {
            top = Math.max(top, margin);
        }
        double[] p = new double[classes];
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            p[k] = prior[k] * StrictMath.exp(margins[k] - top);
            sum += p[k];
        }
        for (int k = 0; k < classes; k++) {
            p[k] /= sum;
        }
        return p;
    }
}
