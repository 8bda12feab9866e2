package io.conclave.trainer.sentiment;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Multinomial logistic regression with an L2 penalty, fitted by L-BFGS over all rows at once.
 *
 * <p>Full batch, fixed order, no random start: the same rows give the same weights. The bias is not penalised.
 * L-BFGS after Nocedal and Wright, <i>Numerical Optimization</i> (2006), algorithm 7.4, with a backtracking line search.
 */
final class SoftmaxRegression {
    private static final int CLASSES = 3;
    private static final int MEMORY = 10;
    private static final int MOST_STEPS = 200;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double SHORTEST_STEP = 1e-12;
    private static final double FLAT_ENOUGH = 1e-6;

    private final int width;
    private final double[] parameters;

    private SoftmaxRegression(int width) {
        this.width = width;
        this.parameters = new double[CLASSES * (width + 1)];
    }

    /**
     * Fits.
     *
     * @param rows one vector a row, all of one width
     * @param labels 0, 1 or 2 a row
     * @param l2 penalty on half the squared weights, against the mean loss of a row
     */
    static SoftmaxRegression fit(float[][] rows, int[] labels, double l2) {
        var model = new SoftmaxRegression(rows[0].length);
        model.descend(rows, labels, l2);
        return model;
    }

    /** The likeliest class. */
    int predict(float[] row) {
        double[] p = probabilities(parameters, row);
        int best = p[0] >= p[1] ? 0 : 1;
        return p[best] >= p[2] ? best : 2;
    }

    double weight(int label, int feature) {
        return parameters[label * (width + 1) + feature];
    }

    double bias(int label) {
        return parameters[label * (width + 1) + width];
    }

    private void descend(float[][] rows, int[] labels, double l2) {
        double[] gradient = new double[parameters.length];
        double loss = loss(parameters, rows, labels, l2, gradient);
        Deque<Step> memory = new ArrayDeque<>();
        for (int i = 0; i < MOST_STEPS && norm(gradient) > FLAT_ENOUGH; i++) {
            double[] direction = direction(gradient, memory);
            double slope = dot(direction, gradient);
            double[] next = parameters.clone();
            addScaled(next, direction, 1);
            double[] nextGradient = new double[parameters.length];
            double nextLoss = loss(next, rows, labels, l2, nextGradient);
            for (double length = 1; nextLoss > loss + SUFFICIENT_DECREASE * length * slope; length /= 2) {
                if (length < SHORTEST_STEP) {
                    return;
                }
                addScaled(next, direction, -length / 2);
                nextLoss = loss(next, rows, labels, l2, nextGradient);
            }
            remember(memory, next, nextGradient, gradient);
            System.arraycopy(next, 0, parameters, 0, next.length);
            gradient = nextGradient;
            loss = nextLoss;
        }
    }

    private void remember(Deque<Step> memory, double[] next, double[] nextGradient, double[] gradient) {
        double[] moved = new double[next.length];
        double[] turned = new double[next.length];
        for (int j = 0; j < next.length; j++) {
            moved[j] = next[j] - parameters[j];
            turned[j] = nextGradient[j] - gradient[j];
        }
        double curvature = dot(moved, turned);
        if (curvature > 1e-14) {
            memory.addLast(new Step(moved, turned, curvature));
            if (memory.size() > MEMORY) {
                memory.removeFirst();
            }
        }
    }

    /** Against the gradient, bent by the curvature of the last steps. */
    private static double[] direction(double[] gradient, Deque<Step> memory) {
        double[] d = gradient.clone();
        double[] alpha = new double[memory.size()];
        int i = memory.size();
        for (var steps = memory.descendingIterator(); steps.hasNext(); ) {
            var step = steps.next();
            alpha[--i] = dot(step.moved(), d) / step.curvature();
            addScaled(d, step.turned(), -alpha[i]);
        }
        if (!memory.isEmpty()) {
            var last = memory.getLast();
            double scale = last.curvature() / dot(last.turned(), last.turned());
            for (int j = 0; j < d.length; j++) {
                d[j] *= scale;
            }
        }
        for (var step : memory) {
            double beta = dot(step.turned(), d) / step.curvature();
            addScaled(d, step.moved(), alpha[i++] - beta);
        }
        for (int j = 0; j < d.length; j++) {
            d[j] = -d[j];
        }
        return d;
    }

    /** Mean cross-entropy and penalty; the gradient is written into the last argument. */
    private double loss(double[] at, float[][] rows, int[] labels, double l2, double[] gradient) {
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (int i = 0; i < rows.length; i++) {
            double[] p = probabilities(at, rows[i]);
            loss -= StrictMath.log(Math.max(p[labels[i]], 1e-300));
            for (int k = 0; k < CLASSES; k++) {
                double error = p[k] - (labels[i] == k ? 1 : 0);
                int from = k * (width + 1);
                for (int j = 0; j < width; j++) {
                    gradient[from + j] += error * rows[i][j];
                }
                gradient[from + width] += error;
            }
        }
        loss /= rows.length;
        for (int k = 0; k < CLASSES; k++) {
            int from = k * (width + 1);
            for (int j = 0; j <= width; j++) {
                gradient[from + j] /= rows.length;
                if (j < width) {
                    gradient[from + j] += l2 * at[from + j];
                    loss += l2 / 2 * at[from + j] * at[from + j];
                }
            }
        }
        return loss;
    }

    private double[] probabilities(double[] at, float[] row) {
        double[] p = new double[CLASSES];
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < CLASSES; k++) {
            int from = k * (width + 1);
            double sum = at[from + width];
            for (int j = 0; j < width; j++) {
                sum += at[from + j] * row[j];
            }
            p[k] = sum;
            most = Math.max(most, sum);
        }
        double total = 0;
        for (int k = 0; k < CLASSES; k++) {
            p[k] = StrictMath.exp(p[k] - most);
            total += p[k];
        }
        for (int k = 0; k < CLASSES; k++) {
            p[k] /= total;
        }
        return p;
    }

    private static void addScaled(double[] to, double[] what, double scale) {
        for (int j = 0; j < to.length; j++) {
            to[j] += scale * what[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    @SuppressWarnings("ArrayRecordComponent") // three numbers that belong together, never compared
    private record Step(double[] moved, double[] turned, double curvature) {}
}
