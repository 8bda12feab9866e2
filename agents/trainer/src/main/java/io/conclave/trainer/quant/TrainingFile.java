package io.conclave.trainer.quant;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a model is to be trained on and how, as read from a file. Big-endian, in this order:
 *
 * <pre>
 * UTF     "conclave-quant-training-1"
 * int     rows, features, classes
 * long    seed
 * int     rounds, maxDepth, bins
 * double  learningRate, l2, minChildWeight, rowShare, featureShare
 * double  prior of each class; they sum to one
 * rows x  float of each feature (NaN: not known), byte label in [0, classes), float weight
 * </pre>
 *
 * @param features row-major
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TrainingFile(
        int rows,
        int columns,
        int classes,
        Growth growth,
        double[] prior,
        float[] features,
        float[] labels,
        float[] weights) {
    private static final String MAGIC = "conclave-quant-training-1";
    private static final int MOST_CELLS = 64_000_000;

    /** How the trees are grown. */
    record Growth(
            long seed,
            int rounds,
            int maxDepth,
            int bins,
            double learningRate,
            double l2,
            double minChildWeight,
            double rowShare,
            double featureShare) {}

    /** Says that a file is no training set, and why. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(Path file, String why) {
            super(file + " is no training set: " + why);
        }
    }

    static TrainingFile read(Path file) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            return read(in, file);
        } catch (EOFException e) {
            throw new UnreadableException(file, "it ends too early");
        }
    }

    private static TrainingFile read(DataInputStream in, Path file) throws IOException {
        if (in.readUnsignedShort() != MAGIC.length() || !MAGIC.equals(ascii(in, MAGIC.length()))) {
            throw new UnreadableException(file, "it does not begin with " + MAGIC);
        }
        int rows = in.readInt();
        int columns = in.readInt();
        int classes = in.readInt();
        boolean sane = rows > 0 && columns > 0 && classes > 1 && classes < 128 && (long) rows * columns <= MOST_CELLS;
        if (!sane) {
            throw new UnreadableException(file, rows + " rows of " + columns + " for " + classes + " classes");
        }
        var growth = new Growth(
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
        double[] prior = new double[classes];
        for (int k = 0; k < classes; k++) {
            prior[k] = in.readDouble();
            if (!(prior[k] > 0 && prior[k] < 1)) {
                throw new UnreadableException(file, "the prior of class " + k + " is " + prior[k]);
            }
        }
        float[] features = new float[rows * columns];
        float[] labels = new float[rows];
        float[] weights = new float[rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                features[row * columns + column] = in.readFloat();
            }
            labels[row] = in.readByte();
            weights[row] = in.readFloat();
            if (!(labels[row] >= 0 && labels[row] < classes && weights[row] > 0)) {
                throw new UnreadableException(
                        file, "row " + row + " has label " + labels[row] + " and weight " + weights[row]);
            }
        }
        if (in.read() >= 0) {
            throw new UnreadableException(file, "something follows the last row");
        }
        return new TrainingFile(rows, columns, classes, growth, prior, features, labels, weights);
    }

    private static String ascii(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
