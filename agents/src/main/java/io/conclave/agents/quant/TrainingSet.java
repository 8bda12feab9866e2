package io.conclave.agents.quant;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Bars whose outcome is known, as rows to learn from.
 *
 * <p>The outcome of bar i is the question of a round asked at its close: the same barriers by the same rule, and the
 * path the tape has up to the close of bar i + horizon. It is known only then, so rows end that far before the bar the
 * model is trained at, and none overlaps what the model will be asked about. Rows whose lives overlap weigh less: each
 * weighs the mean, over its life, of one over the number of rows alive (López de Prado 2018, chapter 4).
 *
 * @param features a row for each bar, oldest first
 * @param labels its outcome
 * @param weights in (0, 1]
 * @param prior probability of each outcome before any feature is looked at; one of each is added to what was counted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TrainingSet(List<float[]> features, List<Outcome> labels, double[] weights, double[] prior) {
    private static final String MAGIC = "conclave-quant-training-1";

    /**
     * @param bars oldest first, up to the bar trained at, and far enough back for features and barriers of every row
     * @param rows how many of the newest bars with a known outcome to learn from
     */
    static TrainingSet of(MarketTape tape, Symbol symbol, List<Bar> bars, int rows, int horizonBars, BarrierRule rule) {
        int end = bars.size() - horizonBars;
        int start = end - rows;
        var columns = new Features(bars);
        var features = new ArrayList<float[]>(rows);
        var labels = new ArrayList<Outcome>(rows);
        double[] weights = new double[rows];
        double[] prior = {1, 1, 1};
        for (int i = start; i < end; i++) {
            var entry = bars.get(i);
            var past = bars.subList(Math.max(0, i + 1 - rule.lookback()), i + 1);
            var path = tape.path(
                    symbol, entry.closeNanos(), bars.get(i + horizonBars).closeNanos());
            var outcome = rule.after(past).label(entry.close(), path);
            features.add(columns.at(i));
            labels.add(outcome);
            weights[i - start] = uniqueness(i - start, rows, horizonBars);
            prior[outcome.ordinal()] += weights[i - start];
        }
        double sum = prior[0] + prior[1] + prior[2];
        for (int k = 0; k < prior.length; k++) {
            prior[k] /= sum;
        }
        return new TrainingSet(features, labels, weights, prior);
    }

    /** Row {@code i} lives for {@code horizon} bars after its own; so do its neighbours. */
    private static double uniqueness(int i, int rows, int horizon) {
        double sum = 0;
        for (int bar = i + 1; bar <= i + horizon; bar++) {
            int alive = Math.min(bar - 1, rows - 1) - Math.max(0, bar - horizon) + 1;
            sum += 1.0 / alive;
        }
        return sum / horizon;
    }

    int rows() {
        return labels.size();
    }

    /** The form in which the trainer reads it; its {@code TrainingFile} says what stands where. */
    byte[] bytes(QuantSettings.Growth growth) {
        var bytes = new ByteArrayOutputStream(rows() * (Features.NAMES.size() + 2) * 4 + 256);
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(MAGIC);
            out.writeInt(rows());
            out.writeInt(Features.NAMES.size());
            out.writeInt(prior.length);
            out.writeLong(growth.seed());
            out.writeInt(growth.rounds());
            out.writeInt(growth.maxDepth());
            out.writeInt(growth.bins());
            out.writeDouble(growth.learningRate());
            out.writeDouble(growth.l2());
            out.writeDouble(growth.minChildWeight());
            out.writeDouble(growth.rowShare());
            out.writeDouble(growth.featureShare());
            for (double share : prior) {
                out.writeDouble(share);
            }
            for (int i = 0; i < rows(); i++) {
                for (float feature : features.get(i)) {
                    out.writeFloat(feature);
                }
                out.writeByte(labels.get(i).ordinal());
                out.writeFloat((float) weights[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written to", e);
        }
        return bytes.toByteArray();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
